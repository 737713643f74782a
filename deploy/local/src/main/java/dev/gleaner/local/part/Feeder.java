package dev.gleaner.local.part;

import dev.gleaner.local.RunFolder;
import dev.gleaner.local.process.Daemon;
import dev.gleaner.local.process.Signal;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What replays an estate: builds it in what stands for AWS, delivers its history, then goes on. */
public final class Feeder {

    /** Name of its pid file and log. */
    public static final String NAME = "feeder";

    private Feeder() {}

    /** Its command for an estate without AWS, given as arguments. */
    public static Daemon daemon(RunFolder run, List<String> estate, Map<String, String> environment) {
        return new Daemon(NAME, command(run, estate), environment, Signal.TERM);
    }

    /** Its command for an estate in a stand-in, which all others reach through it. */
    public static Daemon daemon(RunFolder run, List<String> estate, URI standIn, Map<String, String> environment) {
        List<String> command = command(run, estate);
        command.addAll(List.of("--stand-in", standIn.toString()));
        return new Daemon(NAME, command, environment, Signal.TERM);
    }

    /** Reads an estate and ends: with a status other than 0, and what is wrong, when it can't be fed. */
    public static List<String> check(RunFolder run, List<String> estate) {
        List<String> command = command(run, estate);
        command.add("--check");
        return command;
    }

    private static List<String> command(RunFolder run, List<String> estate) {
        List<String> program = new ArrayList<>(Java.ofClassPath("dev.gleaner.local.feed.Feeder"));
        program.addAll(List.of(
                "--run", run.path().toString(), "--endpoints", run.endpoints().toString()));
        program.addAll(estate);
        return Java.command("384m", List.of(), program);
    }
}
