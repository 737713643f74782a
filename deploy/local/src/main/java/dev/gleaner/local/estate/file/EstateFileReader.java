package dev.gleaner.local.estate.file;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.gleaner.contracts.Json;
import dev.gleaner.local.estate.Estate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads an estate from its JSON form. It is validated against the schema, then semantically; all problems are reported
 * together.
 */
public final class EstateFileReader {

    private static final String SCHEMA = "classpath:estate/estate.schema.json";

    private EstateFileReader() {}

    /** Reads a file and adds the tags {@code Name}; {@link InvalidEstateException} when it is invalid. */
    public static Estate read(Path file) throws IOException {
        try {
            return parse(file.toString(), Files.readString(file)).withNameTags();
        } catch (CharacterCodingException e) {
            throw new InvalidEstateException(
                    file.toString(),
                    List.of(new InvalidEstateException.Problem("/", "is not in UTF-8")),
                    place -> Optional.empty());
        }
    }

    /** Reads a text; {@code name} is for messages. */
    public static Estate parse(String name, String json) {
        JsonNode document = tree(name, json);
        refuse(name, json, formProblems(document));
        Estate estate = bind(name, document);
        refuse(name, json, EstateValidator.problems(estate));
        return estate;
    }

    private static JsonNode tree(String name, String json) {
        try {
            return Json.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            String place = "column " + e.getLocation().getColumnNr();
            throw new InvalidEstateException(
                    name,
                    List.of(new InvalidEstateException.Problem(place, "no JSON: " + e.getOriginalMessage())),
                    any -> Optional.of(e.getLocation().getLineNr()));
        }
    }

    private static List<InvalidEstateException.Problem> formProblems(JsonNode document) {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaLocation.of(SCHEMA));
        return schema.validate(document).stream()
                .map(error -> new InvalidEstateException.Problem(
                        "/" + error.getInstanceLocation().toString().replaceFirst("^/", ""), error.getMessage()))
                .toList();
    }

    private static Estate bind(String name, JsonNode document) {
        try {
            return Json.mapper().treeToValue(document, Estate.class);
        } catch (JsonProcessingException e) {
            throw new InvalidEstateException(
                    name,
                    List.of(new InvalidEstateException.Problem("/", e.getOriginalMessage())),
                    place -> Optional.empty());
        }
    }

    private static void refuse(String name, String json, List<InvalidEstateException.Problem> problems) {
        if (!problems.isEmpty()) {
            JsonLineIndex lines = new JsonLineIndex(json);
            throw new InvalidEstateException(name, problems, place -> Optional.of(lines.line(place)));
        }
    }

    /** The lines on which the values of a JSON text begin. */
    static final class JsonLineIndex {

        private final Map<String, Integer> byPointer = new HashMap<>();

        /** Indexes a valid JSON text. */
        JsonLineIndex(String json) {
            try (JsonParser parser = Json.mapper().createParser(json)) {
                while (parser.nextToken() != null) {
                    byPointer.putIfAbsent(
                            parser.getParsingContext().pathAsPointer().toString(),
                            parser.currentTokenLocation().getLineNr());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The line of the value at a JSON pointer, or of its nearest existing parent. */
        int line(String pointer) {
            String known = pointer;
            while (!known.isEmpty() && !byPointer.containsKey(known)) {
                known = known.substring(0, known.lastIndexOf('/'));
            }
            return byPointer.getOrDefault(known, 1);
        }
    }
}
