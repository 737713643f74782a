package dev.gleaner.local.part;

import dev.gleaner.local.Home;
import dev.gleaner.local.Mode;
import dev.gleaner.local.RunFolder;
import dev.gleaner.local.process.Daemon;
import dev.gleaner.local.process.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What starts the other parts again when they end by themselves. */
public final class Supervisor {

    /** Name of its pid file and log. */
    public static final String NAME = "supervisor";

    private Supervisor() {}

    /** Its command; it has the environment of the {@code up} that starts it, and with it the user's options. */
    public static Daemon daemon(RunFolder run, Mode mode) {
        List<String> program = new ArrayList<>(Java.ofClassPath("dev.gleaner.local.Supervision"));
        program.add(run.path().toString());
        program.addAll(mode.arguments());
        return new Daemon(
                NAME, Java.command("96m", List.of("-Dgleaner.home=" + Home.path()), program), Map.of(), Signal.TERM);
    }
}
