package dev.gleaner.local;

import dev.gleaner.local.runtime.LocalRunException;
import dev.gleaner.local.runtime.aws.MotoInstaller;
import java.util.ArrayList;
import java.util.List;

/** Messages for a machine without the AWS stand-in: what was tried, what works without it, and how to install it. */
final class StandInAdvice {

    private static final String HOW = "to approve something, install Python 3 with venv (or uv) with access to PyPI, or"
            + " `pip install 'moto[server]==" + MotoInstaller.VERSION + "'`; then deploy/local/up --fresh";

    private StandInAdvice() {}

    /** The failure of a run whose data needs the stand-in. */
    static LocalRunException needed(List<String> failures) {
        List<String> lines = tried(failures);
        lines.add("the data of this run needs the stand-in: make it available again, or start with --fresh");
        return new LocalRunException(String.join("\n", lines));
    }

    /** The messages of a new run that continues without the stand-in. */
    static List<String> without(List<String> failures) {
        List<String> lines = tried(failures);
        lines.add(
                "continuing without it, as with --no-aws: instances and GPUs are evaluated, buckets and networks are not,"
                        + " and nothing can be approved");
        lines.add(HOW);
        return lines;
    }

    /** The reminder below the findings. */
    static String reminder() {
        return "this run has no AWS stand-in: " + HOW;
    }

    private static List<String> tried(List<String> failures) {
        List<String> lines = new ArrayList<>();
        lines.add("the AWS stand-in (moto) is not available:");
        failures.forEach(failure -> lines.add("- " + failure));
        return lines;
    }
}
