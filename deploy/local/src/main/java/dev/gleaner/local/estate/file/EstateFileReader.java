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

/** Reads an estate from its JSON form: first by the schema, then by sense; every problem is reported at once. */
public final class EstateFileReader {

    private static final String SCHEMA = "classpath:estate/estate.schema.json";

    private EstateFileReader() {}

    /** The estate of a file, each thing tagged with its name; {@link InvalidEstateException} when it is none. */
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

    /** The estate of a text; {@code name} is for messages. */
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

    /** On which lines of a JSON text its values begin. */
    static final class JsonLineIndex {

        private final Map<String, Integer> byPointer = new HashMap<>();

        /** Of a text that is JSON. */
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

        /** That of the value at a JSON pointer, or of what would hold it. */
        int line(String pointer) {
            String known = pointer;
            while (!known.isEmpty() && !byPointer.containsKey(known)) {
                known = known.substring(0, known.lastIndexOf('/'));
            }
            return byPointer.getOrDefault(known, 1);
        }
    }
}
