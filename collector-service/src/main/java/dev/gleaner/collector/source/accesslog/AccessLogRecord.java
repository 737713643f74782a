package dev.gleaner.collector.source.accesslog;

import dev.gleaner.collector.source.InvalidInputException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A record of a server access log. Source: Amazon S3 User Guide, "Amazon S3 server access log format".
 *
 * @param received time at which S3 received the request
 * @param address remote address; it must not leave the collector
 * @param requester ARN or canonical id of the caller; it may contain a session name
 * @param request id of the request
 * @param key as it is logged, with escapes
 * @param status of the response; 0 for none
 * @param sent bytes of the response
 * @param size bytes of the object
 * @param milliseconds from the request to the end of the response
 * @param sourceRegion from which the request came; {@code -} if S3 does not know it, empty if the record does not have the field
 */
record AccessLogRecord(
        String bucket,
        Instant received,
        String address,
        String requester,
        String request,
        String operation,
        String key,
        int status,
        OptionalLong sent,
        OptionalLong size,
        OptionalLong milliseconds,
        String sourceRegion) {

    /** What S3 writes for a field that is unknown or does not apply. */
    static final String ABSENT = "-";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);

    /** Reads a line; throws if it is no record. */
    static AccessLogRecord parse(String line) throws InvalidInputException {
        return new Tokens(line).record();
    }

    /**
     * The fields of a line. They are separated by blanks; the URI, the referrer and the user agent are quoted, but S3 does not escape the
     * quotes in them. So the end of the URI is the first quote that is followed by a status and five more fields of their form: a URI has no
     * blanks. Who reads may send any referrer and user agent, which are skipped: the fields behind them are found after the last quote.
     */
    private static final class Tokens {

        private static final Pattern OPERATION = Pattern.compile("[A-Z0-9]+\\.[A-Za-z0-9_.]+");
        private static final Pattern STATUS = Pattern.compile("\\d{3}|-");
        private static final Pattern AMOUNT = Pattern.compile("\\d{1,18}|-");
        private static final Pattern REGION = Pattern.compile("[a-z]{2}(?:-[a-z]+)+-\\d+|-");

        /** Fields between the user agent and the source region: from the version of the object to whether an ACL was needed. */
        private static final int BEFORE_SOURCE_REGION = 9;

        private final String line;
        private int at;

        Tokens(String line) {
            this.line = line;
        }

        AccessLogRecord record() throws InvalidInputException {
            next();
            String bucket = next();
            Instant received = time();
            String address = next();
            String requester = next();
            String request = next();
            String operation = next();
            String key = next();
            if (key.isEmpty() || !OPERATION.matcher(operation).matches()) {
                throw new InvalidInputException("no record of a server access log");
            }
            Response response = response();
            return new AccessLogRecord(
                    bucket,
                    received,
                    address,
                    requester,
                    request,
                    operation,
                    key,
                    response.status().equals(ABSENT) ? 0 : Integer.parseInt(response.status()),
                    amount(response.sent()),
                    amount(response.size()),
                    amount(response.milliseconds()),
                    sourceRegion());
        }

        private Instant time() throws InvalidInputException {
            int begin = line.indexOf('[', at);
            int end = line.indexOf(']', at);
            if (begin < 0 || end < begin) {
                throw new InvalidInputException("no time");
            }
            at = end + 1;
            try {
                return OffsetDateTime.parse(line.substring(begin + 1, end), TIME)
                        .toInstant();
            } catch (DateTimeException e) {
                throw new InvalidInputException("no time");
            }
        }

        private Response response() throws InvalidInputException {
            int uri = at + 1;
            if (!line.startsWith("\"", uri)) {
                next();
                Response response = responseFrom(at);
                if (response != null) {
                    return response;
                }
            }
            for (int quote = line.indexOf("\" ", uri + 1); quote >= 0; quote = line.indexOf("\" ", quote + 1)) {
                Response response = responseFrom(quote + 1);
                if (response != null) {
                    return response;
                }
            }
            throw new InvalidInputException("no status, bytes and times");
        }

        /** The fields from a place on; null if they have another form. */
        private @Nullable Response responseFrom(int place) {
            at = place;
            String status = next();
            String error = next();
            String sent = next();
            String size = next();
            String total = next();
            String turnAround = next();
            boolean isResponse = STATUS.matcher(status).matches()
                    && !error.isEmpty()
                    && AMOUNT.matcher(sent).matches()
                    && AMOUNT.matcher(size).matches()
                    && AMOUNT.matcher(total).matches()
                    && AMOUNT.matcher(turnAround).matches();
            return isResponse ? new Response(status, sent, size, total) : null;
        }

        private String sourceRegion() {
            at = Math.max(at, line.lastIndexOf('"') + 1);
            for (int skipped = 0; skipped < BEFORE_SOURCE_REGION; skipped++) {
                next();
            }
            String region = next();
            return REGION.matcher(region).matches() ? region : "";
        }

        private static OptionalLong amount(String text) {
            return text.equals(ABSENT) ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
        }

        /** The next field; empty at the end of the line. */
        private String next() {
            int begin = at;
            while (begin < line.length() && line.charAt(begin) == ' ') {
                begin++;
            }
            int end = line.indexOf(' ', begin);
            at = end < 0 ? line.length() : end;
            return line.substring(begin, at);
        }

        private record Response(String status, String sent, String size, String milliseconds) {}
    }
}
