package dev.gleaner.gpu.smi;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Parses {@code nvidia-smi --help-query-gpu}, as an unknown name makes nvidia-smi refuse the whole query. */
final class SmiHelpParser {

    /** {@code "clocks.current.sm" or "clocks.sm"}. */
    private static final Pattern NAMES = Pattern.compile("(?m)^\"[^\"\\n]+\"(?: or \"[^\"\\n]+\")*\\s*$");

    private static final Pattern NAME = Pattern.compile("\"([^\"]+)\"");

    private SmiHelpParser() {}

    /** The names to query, one for each column that this nvidia-smi has. */
    static List<String> fields(String help) {
        Set<String> known = NAMES.matcher(help)
                .results()
                .map(MatchResult::group)
                .flatMap(line -> NAME.matcher(line).results())
                .map(name -> name.group(1))
                .collect(Collectors.toSet());
        return Arrays.stream(SmiColumn.values())
                .filter(column -> column != SmiColumn.PROCESS)
                .map(column -> column.names().stream().filter(known::contains).findFirst())
                .flatMap(Optional::stream)
                .toList();
    }
}
