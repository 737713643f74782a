package dev.gleaner.actuator.format;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Parses YAML with locations. Ambiguous YAML is a problem: a repeated key, an alias, a second document. */
public final class YamlTree {

    private static final YAMLFactory YAML = new YAMLFactory();

    private final YAMLParser parser;
    private final SourceProblems problems;

    private YamlTree(YAMLParser parser, SourceProblems problems) {
        this.parser = parser;
        this.problems = problems;
    }

    /** Parses the content; empty after a problem if there is none or it can't be parsed. */
    public static Optional<Node> read(String text, SourceProblems problems) {
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
    public sealed interface Node permits Node.Text, Node.Items, Node.Fields {

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
    public record SourceLocation(int line, int column) implements Comparable<SourceLocation> {

        /** The beginning of a file. */
        public static final SourceLocation START = new SourceLocation(1, 1);

        @Override
        public int compareTo(SourceLocation other) {
            return line == other.line ? Integer.compare(column, other.column) : Integer.compare(line, other.line);
        }
    }
}
