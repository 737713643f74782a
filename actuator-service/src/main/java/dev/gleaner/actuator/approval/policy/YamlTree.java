package dev.gleaner.actuator.approval.policy;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parses YAML with locations. Ambiguous YAML is a problem: a repeated key, an alias, a second document. */
final class YamlTree {

    private static final YAMLFactory YAML = new YAMLFactory();

    private final YAMLParser parser;
    private final PolicyReader.PolicyProblems problems;

    private YamlTree(YAMLParser parser, PolicyReader.PolicyProblems problems) {
        this.parser = parser;
        this.problems = problems;
    }

    /** Parses the content; empty after a problem if there is none or it can't be parsed. */
    static Optional<Node> read(String text, PolicyReader.PolicyProblems problems) {
        try (YAMLParser parser = YAML.createParser(text)) {
            return new YamlTree(parser, problems).document();
        } catch (JsonProcessingException e) {
            problems.add(toLocation(e.getLocation()), "this is not YAML: " + firstLine(e.getOriginalMessage()));
            return Optional.empty();
        } catch (IOException e) {
            problems.add(SourceLocation.START, "it can't be read: " + e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<Node> document() throws IOException {
        if (parser.nextToken() == null) {
            problems.add(SourceLocation.START, "it is empty");
            return Optional.empty();
        }
        Node node = node();
        if (parser.nextToken() != null) {
            problems.add(currentLocation(), "there is a second document");
        }
        return Optional.of(node);
    }

    private Node node() throws IOException {
        if (parser.isCurrentAlias()) {
            problems.add(currentLocation(), "aliases are not supported");
        }
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return fields();
        }
        if (token == JsonToken.START_ARRAY) {
            return items();
        }
        return new Node.Text(currentLocation(), token == JsonToken.VALUE_NULL ? "" : parser.getText());
    }

    private Node fields() throws IOException {
        SourceLocation sourceLocation = currentLocation();
        Map<String, Node.Field> byKey = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            SourceLocation place = currentLocation();
            String key = parser.currentName();
            parser.nextToken();
            if (byKey.put(key, new Node.Field(place, node())) != null) {
                problems.add(place, "the key " + key + " occurs twice");
            }
        }
        return new Node.Fields(sourceLocation, byKey);
    }

    private Node items() throws IOException {
        SourceLocation sourceLocation = currentLocation();
        List<Node> nodes = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            nodes.add(node());
        }
        return new Node.Items(sourceLocation, nodes);
    }

    private SourceLocation currentLocation() {
        return toLocation(parser.currentTokenLocation());
    }

    private static SourceLocation toLocation(@Nullable JsonLocation location) {
        return location == null
                ? SourceLocation.START
                : new SourceLocation(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }

    /** A YAML node with its location. */
    sealed interface Node permits Node.Text, Node.Items, Node.Fields {

        SourceLocation location();

        /** A scalar as it is written, of any type; a missing value is empty. */
        record Text(SourceLocation location, String value) implements Node {}

        /** A list. */
        record Items(SourceLocation location, List<Node> nodes) implements Node {}

        /** A mapping in the order of its keys. */
        record Fields(SourceLocation location, Map<String, Field> byKey) implements Node {}

        /** A key and its value. */
        record Field(SourceLocation location, Node value) {}
    }

    /** Location in a file; both numbers count from 1. */
    record SourceLocation(int line, int column) implements Comparable<SourceLocation> {

        /** The beginning of a file. */
        static final SourceLocation START = new SourceLocation(1, 1);

        @Override
        public int compareTo(SourceLocation other) {
            return line == other.line ? Integer.compare(column, other.column) : Integer.compare(line, other.line);
        }
    }

    /** Reads a mapping with known keys; each invalid value is a problem at its location. */
    static final class MappingReader {

        private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,5})([mhd])");

        private final YamlTree.Node.Fields fields;
        private final PolicyReader.PolicyProblems problems;

        private MappingReader(YamlTree.Node.Fields fields, PolicyReader.PolicyProblems problems) {
            this.fields = fields;
            this.problems = problems;
        }

        /** Creates a reader of a node with these keys and no others; an empty one if the node is no mapping. */
        static MappingReader of(
                YamlTree.Node node, String what, List<String> keys, PolicyReader.PolicyProblems problems) {
            if (!(node instanceof YamlTree.Node.Fields fields)) {
                problems.add(node.location(), what + " has to be keys and values, of " + String.join(", ", keys));
                return new MappingReader(new YamlTree.Node.Fields(node.location(), Map.of()), problems);
            }
            fields.byKey().forEach((key, field) -> {
                if (!keys.contains(key)) {
                    problems.add(
                            field.location(), "unknown key " + key + "; " + what + " knows " + String.join(", ", keys));
                }
            });
            return new MappingReader(fields, problems);
        }

        SourceLocation location() {
            return fields.location();
        }

        /** Returns the location of the value of a key, or of the mapping if there is none. */
        SourceLocation location(String key) {
            return node(key).map(YamlTree.Node::location).orElse(location());
        }

        boolean has(String key) {
            return fields.byKey().containsKey(key);
        }

        Optional<YamlTree.Node> node(String key) {
            return Optional.ofNullable(fields.byKey().get(key)).map(YamlTree.Node.Field::value);
        }

        /** Returns the elements of a list. */
        List<YamlTree.Node> nodes(String key) {
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
        Map<String, SourceLocation> texts(String key) {
            Map<String, SourceLocation> texts = new LinkedHashMap<>();
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

        Optional<String> text(String key) {
            return node(key).flatMap(value -> text(key, value));
        }

        private Optional<String> text(String key, YamlTree.Node node) {
            if (node instanceof YamlTree.Node.Text text && !text.value().isBlank()) {
                return Optional.of(text.value().strip());
            }
            problems.add(node.location(), key + " needs a value");
            return Optional.empty();
        }

        Optional<Boolean> flag(String key) {
            return parsed(key, "true or false", text -> switch (text) {
                case "true" -> Optional.of(true);
                case "false" -> Optional.of(false);
                default -> Optional.empty();
            });
        }

        Optional<Integer> number(String key, int from, int to) {
            return parsed(
                    key,
                    "a number from " + from + " to " + to,
                    text -> integer(text).filter(number -> number >= from && number <= to));
        }

        Optional<BigDecimal> dollars(String key) {
            return parsed(
                    key,
                    "an amount in dollars, as 500 or 99.50",
                    text -> text.matches("[0-9]{1,9}(\\.[0-9]{1,2})?")
                            ? Optional.of(new BigDecimal(text))
                            : Optional.empty());
        }

        Optional<Duration> duration(String key, Duration from, Duration to) {
            String expected = "a time from " + ApprovalRequirement.hours(from) + " to " + ApprovalRequirement.hours(to)
                    + ", as 30m, 72h or 3d";
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
    }
}
