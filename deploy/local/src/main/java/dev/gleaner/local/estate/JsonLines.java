package dev.gleaner.local.estate;

import com.fasterxml.jackson.core.JsonParser;
import dev.gleaner.contracts.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** On which lines of a JSON text its values begin. */
final class JsonLines {

    private final Map<String, Integer> byPointer = new HashMap<>();

    /** Of a text that is JSON. */
    JsonLines(String json) {
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
