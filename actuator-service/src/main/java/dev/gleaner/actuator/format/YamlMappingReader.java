package dev.gleaner.actuator.format;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a mapping with known keys; each invalid value is a problem at its location. */
public final class YamlMappingReader {

    private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,5})([mhd])");

    private final YamlTree.Node.Fields fields;
    private final SourceProblems problems;

    private YamlMappingReader(YamlTree.Node.Fields fields, SourceProblems problems) {
        this.fields = fields;
        this.problems = problems;
    }

    /** Creates a reader of a node with these keys and no others; an empty one if the node is no mapping. */
    public static YamlMappingReader of(YamlTree.Node node, String what, List<String> keys, SourceProblems problems) {
        if (!(node instanceof YamlTree.Node.Fields fields)) {
            problems.add(node.location(), what + " has to be keys and values, of " + String.join(", ", keys));
            return new YamlMappingReader(new YamlTree.Node.Fields(node.location(), Map.of()), problems);
        }
        fields.byKey().forEach((key, field) -> {
            if (!keys.contains(key)) {
                problems.add(
                        field.location(), "unknown key " + key + "; " + what + " knows " + String.join(", ", keys));
            }
        });
        return new YamlMappingReader(fields, problems);
    }

    public YamlTree.SourceLocation location() {
        return fields.location();
    }

    /** Returns the location of the value of a key, or of the mapping if there is none. */
    public YamlTree.SourceLocation location(String key) {
        return node(key).map(YamlTree.Node::location).orElse(location());
    }

    public boolean has(String key) {
        return fields.byKey().containsKey(key);
    }

    public Optional<YamlTree.Node> node(String key) {
        return Optional.ofNullable(fields.byKey().get(key)).map(YamlTree.Node.Field::value);
    }

    /** Returns the elements of a list. */
    public List<YamlTree.Node> nodes(String key) {
        return node(key)
                .map(value -> {
                    if (value instanceof YamlTree.Node.Items items) {
                        return items.nodes();
                    }
                    problems.add(value.location(), key + " has to be a list");
                    return List.<YamlTree.Node>of();
                })
                .orElse(List.of());
    }

    /** Returns a value or a list of values with their locations; a list must not be empty. */
    public Map<String, YamlTree.SourceLocation> texts(String key) {
        Map<String, YamlTree.SourceLocation> texts = new LinkedHashMap<>();
        node(key).ifPresent(value -> {
            for (YamlTree.Node node : value instanceof YamlTree.Node.Items items ? items.nodes() : List.of(value)) {
                text(key, node).ifPresent(text -> texts.put(text, node.location()));
            }
            if (value instanceof YamlTree.Node.Items items && items.nodes().isEmpty()) {
                problems.add(value.location(), key + " is an empty list; leave the key out, or name something");
            }
        });
        return texts;
    }

    public Optional<String> text(String key) {
        return node(key).flatMap(value -> text(key, value));
    }

    private Optional<String> text(String key, YamlTree.Node node) {
        if (node instanceof YamlTree.Node.Text text && !text.value().isBlank()) {
            return Optional.of(text.value().strip());
        }
        problems.add(node.location(), key + " needs a value");
        return Optional.empty();
    }

    public Optional<Boolean> flag(String key) {
        return parsed(key, "true or false", text -> switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        });
    }

    public Optional<Integer> number(String key, int from, int to) {
        return parsed(
                key,
                "a number from " + from + " to " + to,
                text -> integer(text).filter(number -> number >= from && number <= to));
    }

    public Optional<BigDecimal> dollars(String key) {
        return parsed(
                key,
                "an amount in dollars, as 500 or 99.50",
                text -> text.matches("[0-9]{1,9}(\\.[0-9]{1,2})?")
                        ? Optional.of(new BigDecimal(text))
                        : Optional.empty());
    }

    public Optional<Duration> duration(String key, Duration from, Duration to) {
        String expected = "a time from " + hours(from) + " to " + hours(to) + ", as 30m, 72h or 3d";
        return parsed(
                key,
                expected,
                text -> duration(text).filter(time -> time.compareTo(from) >= 0 && time.compareTo(to) <= 0));
    }

    private <T> Optional<T> parsed(String key, String expected, Function<String, Optional<T>> parse) {
        return text(key).flatMap(text -> {
            Optional<T> value = parse.apply(text);
            if (value.isEmpty()) {
                problems.add(location(key), key + " has to be " + expected + ", not " + text);
            }
            return value;
        });
    }

    private static Optional<Integer> integer(String text) {
        return text.matches("[0-9]{1,6}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }

    private static Optional<Duration> duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "m" -> Duration.ofMinutes(count);
                    case "h" -> Duration.ofHours(count);
                    default -> Duration.ofDays(count);
                });
    }

    /** A time as problems show it: whole hours, else minutes. */
    public static String hours(Duration duration) {
        return duration.toMinutes() % 60 == 0 ? duration.toHours() + " h" : duration.toMinutes() + " min";
    }
}
