package dev.gleaner.local.runtime.process;

import java.util.List;
import java.util.Map;

/**
 * A program that goes on running when {@code up} has ended.
 *
 * @param name unique in a run: names its pid file and its log
 * @param command program and arguments; no secrets, since everybody on the machine sees them
 * @param environment what it gets beside our own environment; secrets go here
 * @param stop the signal that ends it cleanly
 */
public record DaemonSpec(String name, List<String> command, Map<String, String> environment, ProcessSignal stop) {

    public DaemonSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
