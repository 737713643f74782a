package dev.gleaner.local.estate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.gleaner.contracts.Json;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads an estate from its JSON form: first by the schema, then by sense; every problem is reported at once. */
public final class EstateFile {

    private static final String SCHEMA = "classpath:estate/estate.schema.json";

    private EstateFile() {}

    /** The estate of a file, each thing tagged with its name; {@link InvalidEstateException} when it is none. */
    public static Estate read(Path file) throws IOException {
        try {
            return parse(file.toString(), Files.readString(file)).withNameTags();
        } catch (CharacterCodingException e) {
            throw new InvalidEstateException(
                    file.toString(), List.of(new Problem("/", "is not in UTF-8")), place -> Optional.empty());
        }
    }

    /** The estate of a text; {@code name} is for messages. */
    public static Estate parse(String name, String json) {
        JsonNode document = tree(name, json);
        refuse(name, json, formProblems(document));
        Estate estate = bind(name, document);
        refuse(name, json, EstateCheck.problems(estate));
        return estate;
    }

    private static JsonNode tree(String name, String json) {
        try {
            return Json.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            String place = "column " + e.getLocation().getColumnNr();
            throw new InvalidEstateException(
                    name,
                    List.of(new Problem(place, "no JSON: " + e.getOriginalMessage())),
                    any -> Optional.of(e.getLocation().getLineNr()));
        }
    }

    private static List<Problem> formProblems(JsonNode document) {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaLocation.of(SCHEMA));
        return schema.validate(document).stream()
                .map(error -> new Problem(
                        "/" + error.getInstanceLocation().toString().replaceFirst("^/", ""), error.getMessage()))
                .toList();
    }

    private static Estate bind(String name, JsonNode document) {
        try {
            return Json.mapper().treeToValue(document, Estate.class);
        } catch (JsonProcessingException e) {
            throw new InvalidEstateException(
                    name, List.of(new Problem("/", e.getOriginalMessage())), place -> Optional.empty());
        }
    }

    private static void refuse(String name, String json, List<Problem> problems) {
        if (!problems.isEmpty()) {
            JsonLines lines = new JsonLines(json);
            throw new InvalidEstateException(name, problems, place -> Optional.of(lines.line(place)));
        }
    }
}
