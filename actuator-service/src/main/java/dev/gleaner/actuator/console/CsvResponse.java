package dev.gleaner.actuator.console;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The response with a CSV file, which a browser saves. */
final class CsvResponse {

    /** Media type of the file. */
    static final String MEDIA_TYPE = "text/csv";

    private static final MediaType WITH_CHARSET = MediaType.valueOf(MEDIA_TYPE + ";charset=UTF-8");

    private CsvResponse() {}

    /** The response with this content, to be saved under this name. */
    static Response of(String text, String fileName) {
        return Response.ok(text, WITH_CHARSET)
                .header("Content-Disposition", "attachment; filename=\"" + fileName + "\"")
                .build();
    }
}
