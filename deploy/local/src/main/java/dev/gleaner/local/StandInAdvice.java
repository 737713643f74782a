package dev.gleaner.local;

import dev.gleaner.local.runtime.LocalRunException;
import dev.gleaner.local.runtime.aws.MotoInstaller;
import java.util.ArrayList;
import java.util.List;

/** What a person reads where no AWS stand-in could be had: what was tried, what goes without it, and how to get it. */
final class StandInAdvice {

    private static final String HOW =
            "to approve something, install Python 3 with venv (or uv) where PyPI can be reached, or"
                    + " `pip install 'moto[server]==" + MotoInstaller.VERSION + "'`; then deploy/local/up --fresh";

    private StandInAdvice() {}

    /** A run that began with the stand-in can't go on without. */
    static LocalRunException needed(List<String> failures) {
        List<String> lines = tried(failures);
        lines.add("the data of this run is of the stand-in: make it available again, or start with --fresh");
        return new LocalRunException(String.join("\n", lines));
    }

    /** A new run does without. */
    static List<String> without(List<String> failures) {
        List<String> lines = tried(failures);
        lines.add("going on without it, as with --no-aws: instances and GPUs are judged, buckets and networks are not,"
                + " and nothing can be approved");
        lines.add(HOW);
        return lines;
    }

    /** Said again at the end, below the findings. */
    static String reminder() {
        return "this run has no AWS stand-in: " + HOW;
    }

    private static List<String> tried(List<String> failures) {
        List<String> lines = new ArrayList<>();
        lines.add("the AWS stand-in (moto) could not be had:");
        failures.forEach(failure -> lines.add("- " + failure));
        return lines;
    }
}
