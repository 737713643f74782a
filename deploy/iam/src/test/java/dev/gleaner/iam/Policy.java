package dev.gleaner.iam;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A policy document as IAM takes it. */
record Policy(String name, JsonNode document) {

    private static final JsonMapper MAPPER = new JsonMapper();

    /** Reads a file. */
    static Policy read(Path file) {
        try {
            return new Policy(file.getFileName().toString(), MAPPER.readTree(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All actions that it allows, whatever the conditions. */
    Set<String> actions() {
        Set<String> actions = new TreeSet<>();
        statements().forEach(statement -> texts(statement.path("Action")).forEach(actions::add));
        return actions;
    }

    /** What its statements are called. */
    List<String> sids() {
        return statements().map(statement -> statement.path("Sid").asText()).toList();
    }

    /** As long as IAM counts it: without white space. */
    int length() {
        return document.toString().length();
    }

    Stream<JsonNode> statements() {
        return StreamSupport.stream(document.path("Statement").spliterator(), false);
    }

    private static Stream<String> texts(JsonNode oneOrMany) {
        return oneOrMany.isArray()
                ? StreamSupport.stream(oneOrMany.spliterator(), false).map(JsonNode::asText)
                : Stream.of(oneOrMany.asText());
    }
}
