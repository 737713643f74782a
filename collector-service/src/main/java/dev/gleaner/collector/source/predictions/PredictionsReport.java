package dev.gleaner.collector.source.predictions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.collector.progress.ClockSkew;
import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.collector.source.JsonFields;
import dev.gleaner.contracts.resource.Arn;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a service served in a period, by its own count.
 *
 * @param id identifies the report among those of the service and day
 * @param service value of the tag that names the service
 * @param from in whole milliseconds
 * @param to exclusive, within the same day (UTC), in whole milliseconds
 * @param predictions empty if not counted
 * @param inputTokens empty if not counted
 * @param outputTokens empty if not counted
 */
record PredictionsReport(
        String id,
        String service,
        Instant from,
        Instant to,
        OptionalLong predictions,
        OptionalLong inputTokens,
        OptionalLong outputTokens) {

    private static final String FORM = "{\"id\":TEXT,\"service\":TEXT,\"from\":TIME,\"to\":TIME,\"predictions\":COUNT,"
            + "\"inputTokens\":COUNT,\"outputTokens\":COUNT}";

    private static final String PREDICTIONS = "predictions";
    private static final String INPUT_TOKENS = "inputTokens";
    private static final String OUTPUT_TOKENS = "outputTokens";
    private static final Set<String> FIELDS =
            Set.of("id", "service", "from", "to", PREDICTIONS, INPUT_TOKENS, OUTPUT_TOKENS);

    private static final int LONGEST_ID = 200;

    /** Length of the value of a tag. Source: AWS General Reference, "Tagging your AWS resources". */
    private static final int LONGEST_SERVICE = 256;

    /** The counts of a year can be added up without overflow. */
    private static final long LARGEST_COUNT = 1_000_000_000_000L;

    /**
     * Parses one report or a list of them.
     *
     * @param now when it was received
     * @param limit number of reports at most
     * @throws InvalidInputException with the report and field, or the line and column, that is wrong
     */
    static Batch parse(byte[] body, Instant now, int limit) throws InvalidInputException {
        JsonNode tree = JsonFields.parse(body);
        if (tree.isObject()) {
            JsonFields fields = new JsonFields(tree, "");
            return new Batch(List.of(parse(fields, now)), unknownFields(fields));
        }
        if (!tree.isArray() || tree.isEmpty()) {
            throw new InvalidInputException("line 1: expected a JSON object, or a list of them: " + FORM);
        }
        if (tree.size() > limit) {
            throw new InvalidInputException("the list has " + tree.size() + " reports, more than " + limit
                    + ", the limit of collector.predictions.reports: send it in parts");
        }
        return parseList(tree, now);
    }

    /** The service as the resource of signals. */
    Arn resource() {
        return new Arn("aws", "gleaner", "", "", "service/" + service);
    }

    private static Batch parseList(JsonNode list, Instant now) throws InvalidInputException {
        List<PredictionsReport> reports = new ArrayList<>();
        List<String> hints = new ArrayList<>();
        Map<List<Object>, Integer> positions = new HashMap<>();
        for (int i = 0; i < list.size(); i++) {
            if (!list.get(i).isObject()) {
                throw new InvalidInputException("[" + i + "]: expected a JSON object: " + FORM);
            }
            JsonFields fields = new JsonFields(list.get(i), "[" + i + "].");
            PredictionsReport report = parse(fields, now);
            Integer earlier = positions.putIfAbsent(report.identity(), i);
            if (earlier != null) {
                throw fields.invalid(
                        "id", "is that of [" + earlier + "], too: of reports with the same id only one counts");
            }
            reports.add(report);
            hints.addAll(unknownFields(fields));
        }
        return new Batch(reports, hints);
    }

    private static PredictionsReport parse(JsonFields fields, Instant now) throws InvalidInputException {
        String id = line(fields, "id", LONGEST_ID);
        String service = line(fields, "service", LONGEST_SERVICE);
        if (service.indexOf('|') >= 0) {
            throw fields.invalid("service", "expected the value of a tag, which has no \"|\"");
        }
        Instant from = fields.time("from");
        Instant to = fields.time("to");
        if (!to.isAfter(from)) {
            throw fields.invalid("to", to + " is not after " + from + ", the time in \"from\"");
        }
        Instant midnight = from.truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(1));
        if (to.isAfter(midnight)) {
            throw fields.invalid(
                    "to",
                    to + " is on a later day (UTC) than " + from + ": split the report at " + midnight
                            + ", as predictions are counted by day");
        }
        if (ClockSkew.isExceeded(to, now)) {
            throw fields.invalid("to", to + " is after " + now + ", when it was received: report what was served");
        }
        PredictionsReport report = new PredictionsReport(
                id,
                service,
                from,
                to,
                count(fields, PREDICTIONS),
                count(fields, INPUT_TOKENS),
                count(fields, OUTPUT_TOKENS));
        if (report.predictions.isEmpty() && report.inputTokens.isEmpty() && report.outputTokens.isEmpty()) {
            throw fields.invalid(PREDICTIONS, "expected a count here, in inputTokens or in outputTokens");
        }
        return report;
    }

    private static String line(JsonFields fields, String field, int longest) throws InvalidInputException {
        String text = fields.text(field);
        if (text.isBlank()
                || text.length() > longest
                || !text.equals(text.strip())
                || text.chars().anyMatch(Character::isISOControl)) {
            throw fields.invalid(
                    field,
                    "expected a line of 1 to " + longest + " characters that neither begins nor ends with a space");
        }
        return text;
    }

    private static OptionalLong count(JsonFields fields, String field) throws InvalidInputException {
        JsonNode value = fields.object().path(field);
        if (value.isMissingNode() || value.isNull()) {
            return OptionalLong.empty();
        }
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < 0
                || value.longValue() > LARGEST_COUNT) {
            throw fields.invalid(
                    field,
                    "expected a whole number from 0 to " + LARGEST_COUNT
                            + "; leave the field out if it was not counted");
        }
        return OptionalLong.of(value.longValue());
    }

    /** The analyzer tells reports apart by these. */
    private List<Object> identity() {
        return List.of(service, from.truncatedTo(ChronoUnit.DAYS), id);
    }

    /** A misspelt count would otherwise be lost unnoticed. */
    private static List<String> unknownFields(JsonFields fields) {
        List<String> hints = new ArrayList<>();
        fields.object().fieldNames().forEachRemaining(name -> {
            if (!FIELDS.contains(name)) {
                hints.add(fields.path() + name + ": this field is not known and was not used");
            }
        });
        return hints;
    }

    /**
     * The reports of a body.
     *
     * @param hints what was not used, for a person
     */
    record Batch(List<PredictionsReport> reports, List<String> hints) {

        Batch {
            reports = List.copyOf(reports);
            hints = List.copyOf(hints);
        }
    }
}
