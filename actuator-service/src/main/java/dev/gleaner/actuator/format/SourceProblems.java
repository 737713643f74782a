package dev.gleaner.actuator.format;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects all problems of a file. */
public final class SourceProblems {

    private final String file;
    private final List<Problem> all = new ArrayList<>();

    private record Problem(YamlTree.SourceLocation location, String text) {}

    public SourceProblems(String file) {
        this.file = file;
    }

    public void add(YamlTree.SourceLocation sourceLocation, String text) {
        all.add(new Problem(sourceLocation, text));
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** Formats a location as editors and terminals understand it. */
    public String format(YamlTree.SourceLocation sourceLocation) {
        return file + ":" + sourceLocation.line() + ":" + sourceLocation.column();
    }

    /** Returns the problems in the order of the file, one line each. */
    public List<String> lines() {
        return all.stream()
                .sorted(Comparator.comparing(Problem::location))
                .map(problem -> format(problem.location()) + ": " + problem.text())
                .toList();
    }
}
