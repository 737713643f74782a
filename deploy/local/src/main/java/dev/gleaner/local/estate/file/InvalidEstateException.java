package dev.gleaner.local.estate.file;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** An invalid estate file; the message lists every problem on its own line. */
public final class InvalidEstateException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    /** @param lines the line of a place in the file, where it is known */
    InvalidEstateException(String file, List<Problem> problems, Function<String, Optional<Integer>> lines) {
        super(file + " is not an estate (its form is described in docs/estate.md):\n"
                + problems.stream()
                        .map(p -> "  "
                                + lines.apply(p.place())
                                        .map(line -> "line " + line + ", ")
                                        .orElse("")
                                + p)
                        .collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }

    /** A problem of an estate file; {@code place} is a JSON pointer such as {@code /resources/3/type}. */
    public record Problem(String place, String text) {

        @Override
        public String toString() {
            return place + ": " + text;
        }
    }
}
