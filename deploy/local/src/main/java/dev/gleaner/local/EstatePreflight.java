package dev.gleaner.local;

import dev.gleaner.local.runtime.LocalRunException;
import dev.gleaner.local.runtime.RunFolder;
import dev.gleaner.local.runtime.process.ExternalProgram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Validates an estate before anything is started; the feeder itself would find a mistake only after everything else
 * runs.
 */
final class EstatePreflight {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final RunFolder run;
    private final boolean fresh;

    /** @param fresh whether the data in the run folder will be deleted */
    EstatePreflight(RunFolder run, boolean fresh) {
        this.run = run;
        this.fresh = fresh;
    }

    /** Throws {@link LocalRunException} with all problems. */
    void check(EstateOptions estate) {
        estate.problem().ifPresent(problem -> {
            throw new LocalRunException(problem);
        });
        if (estate.isTheUsers()) {
            List<String> command = new ArrayList<>(FeederDaemon.check(run, estate.arguments()));
            if (fresh) {
                command.add("--fresh");
            }
            ExternalProgram.Result result = ExternalProgram.run(command, System.getenv(), LIMIT, line -> {});
            if (!result.succeeded()) {
                throw new LocalRunException(result.output());
            }
        }
    }
}
