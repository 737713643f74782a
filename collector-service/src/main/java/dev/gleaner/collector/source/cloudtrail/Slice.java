package dev.gleaner.collector.source.cloudtrail;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.gleaner.contracts.json.Json;
import java.io.IOException;

/** Where in a record's bytes an object stands that few ask for; parsed only then. */
record Slice(int from, int to) {

    static final Slice NONE = new Slice(0, 0);

    /** Skips the object the parser stands at; anything else in its place is as good as absent. */
    static Slice skip(JsonParser parser) throws IOException {
        if (!parser.currentToken().isStructStart()) {
            return NONE;
        }
        int from = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        return new Slice(from, (int) parser.currentLocation().getByteOffset());
    }

    JsonNode of(byte[] bytes) throws IOException {
        return equals(NONE) ? MissingNode.getInstance() : Json.mapper().readTree(bytes, from, to - from);
    }
}
