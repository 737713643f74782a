package dev.gleaner.collector.source.cloudtrail;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.gleaner.contracts.echo.Echo;
import dev.gleaner.contracts.json.Json;
import java.io.IOException;

/**
 * The top level of one JSON object, read in one pass: texts that somebody reads are kept, objects are skipped and
 * their places noted. Jackson's streaming parser does this without building what nobody reads, and is here already;
 * fastjson2 is faster by the half, but wants a second JSON library for untrusted input.
 */
final class RecordFields {

    private static final String STORAGE = "s3.amazonaws.com";

    String version = "";
    String time = "";
    String source = "";
    String name = "";
    String region = "";
    String eventId = "";
    String eventType = "";
    String account = "";
    String errorCode = "";
    String requestId = "";
    String readOnly = "";
    boolean marked;
    String address = "";
    String endpoint = "";
    String sharedEventId = "";
    Slice identity = Slice.NONE;
    Slice request = Slice.NONE;
    Slice response = Slice.NONE;
    Slice details = Slice.NONE;
    Slice additional = Slice.NONE;
    Slice insight = Slice.NONE;
    Slice wrapped = Slice.NONE;
    String digest = "";

    /** Reads an object; the fields of anything else are all absent. */
    static RecordFields of(byte[] bytes) throws IOException {
        RecordFields fields = new RecordFields();
        try (JsonParser parser = Json.mapper().getFactory().createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                return fields;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                if (!fields.takeText(field, parser)
                        && !fields.takeObject(field, parser)
                        && !fields.takeOfStorage(field, parser)) {
                    parser.skipChildren();
                }
            }
        }
        return fields;
    }

    private boolean takeText(String field, JsonParser parser) throws IOException {
        switch (field) {
            case "eventVersion" -> version = text(parser);
            case "eventTime" -> time = text(parser);
            // Logstash moves the time here.
            case "@timestamp" -> time = time.isEmpty() ? text(parser) : time;
            case "eventSource" -> source = text(parser);
            case "eventName" -> name = text(parser);
            case "awsRegion" -> region = text(parser);
            case "eventID" -> eventId = text(parser);
            case "eventType" -> eventType = text(parser);
            case "recipientAccountId" -> account = text(parser);
            case "errorCode" -> errorCode = text(parser);
            // S3 puts it into brackets.
            case "userAgent" -> marked = text(parser).contains(Echo.MARK);
            case "requestID" -> requestId = text(parser);
            case "readOnly" -> readOnly = text(parser);
            case "digestStartTime" -> digest = text(parser);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean takeObject(String field, JsonParser parser) throws IOException {
        switch (field) {
            case "userIdentity" -> identity = Slice.skip(parser);
            case "requestParameters" -> request = Slice.skip(parser);
            case "responseElements" -> response = Slice.skip(parser);
            case "serviceEventDetails" -> details = Slice.skip(parser);
            case "insightDetails" -> insight = Slice.skip(parser);
            case "detail" -> wrapped = Slice.skip(parser);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** What is read of S3's records only; in CloudTrail's own order the source stands before. */
    private boolean takeOfStorage(String field, JsonParser parser) throws IOException {
        if (!source.isEmpty() && !source.equals(STORAGE)) {
            return false;
        }
        switch (field) {
            case "sourceIPAddress" -> address = text(parser);
            case "vpcEndpointId" -> endpoint = text(parser);
            case "sharedEventID" -> sharedEventId = text(parser);
            case "additionalEventData" -> additional = Slice.skip(parser);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static String text(JsonParser parser) throws IOException {
        if (parser.currentToken().isScalarValue() && parser.currentToken() != JsonToken.VALUE_NULL) {
            return parser.getText();
        }
        parser.skipChildren();
        return "";
    }
}
