package dev.gleaner.local;

import dev.gleaner.local.part.Feeder;
import dev.gleaner.local.process.Program;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Looks at an estate before anything is started: the feeder would find out only when everything else runs. */
final class EstateValidation {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final RunFolder run;
    private final boolean fresh;

    /** @param fresh whether what the folder holds is going to be forgotten */
    EstateValidation(RunFolder run, boolean fresh) {
        this.run = run;
        this.fresh = fresh;
    }

    /** Throws {@link UpException} with all that is wrong. */
    void check(EstateOptions estate) {
        estate.problem().ifPresent(problem -> {
            throw new UpException(problem);
        });
        if (estate.isTheUsers()) {
            List<String> command = new ArrayList<>(Feeder.check(run, estate.arguments()));
            if (fresh) {
                command.add("--fresh");
            }
            Program.Result result = Program.run(command, System.getenv(), LIMIT, line -> {});
            if (!result.succeeded()) {
                throw new UpException(result.output());
            }
        }
    }
}
