package dev.gleaner.local.runtime.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines of JVMs that are small enough for six of them on a laptop. */
public final class JavaCommandLine {

    /**
     * Options of a program that goes through millions of points: the optimizing compiler too, but only for what runs ten times as often as
     * by default (the thresholds of the fourth tier times ten). With the default it compiles thousands of methods, which costs more than they
     * save; without it, reading the history costs twice as much.
     */
    public static final List<String> OPTIMIZED = List.of(
            "-XX:TieredStopAtLevel=4",
            "-XX:Tier4InvocationThreshold=50000",
            "-XX:Tier4MinInvocationThreshold=6000",
            "-XX:Tier4CompileThreshold=150000",
            "-XX:Tier4BackEdgeThreshold=400000");

    private JavaCommandLine() {}

    /**
     * The command line of a JVM.
     *
     * @param program {@code -jar} with its file, or class path and main class; then the arguments
     */
    public static List<String> command(String heap, List<String> options, List<String> program) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // The optimizing compiler would occupy most of two cores while everything starts, and a small initial metaspace
        // would trigger garbage collections for no benefit.
        command.addAll(List.of(
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:MetaspaceSize=160m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(options);
        command.addAll(program);
        return command;
    }

    /** Class path and main class of a program on the class path of this JVM. */
    public static List<String> ofClassPath(String mainClass) {
        return List.of("-cp", System.getProperty("java.class.path"), mainClass);
    }
}
