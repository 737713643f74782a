package dev.gleaner.actuator.approval.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is wrong with a file, all of it, so that it can be put right at once. */
final class PolicyProblems {

    private final String file;
    private final List<Problem> all = new ArrayList<>();

    private record Problem(SourceLocation location, String text) {}

    PolicyProblems(String file) {
        this.file = file;
    }

    void add(SourceLocation sourceLocation, String text) {
        all.add(new Problem(sourceLocation, text));
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** A place in the file as editors and terminals know it. */
    String format(SourceLocation sourceLocation) {
        return file + ":" + sourceLocation.line() + ":" + sourceLocation.column();
    }

    /** One line each, in the order of the file. */
    List<String> lines() {
        return all.stream()
                .sorted(Comparator.comparing(Problem::location))
                .map(problem -> format(problem.location()) + ": " + problem.text())
                .toList();
    }
}
