package dev.gleaner.cloudformation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parameters of a stack. */
final class Given {

    static final String READER = "arn:aws:iam::210987654321:role/gleaner-collector";
    static final String READER_ID = "6f1a2c4e-made-up";
    static final String ACTOR = "arn:aws:iam::210987654321:role/gleaner-actuator";
    static final String ACTOR_ID = "0b7d9e31-made-up";
    static final String VPC = "vpc-0a1b2c3d";
    static final String ACCESS_LOGS = "gleaner-example-access-logs";
    static final String BILLS = "bills-of-the-company";
    static final String REPORTS = "reports-of-the-company";
    static final String KEY = "a-key-of-firehose";

    /** The parameters that enable and disable each optional part. */
    private static final Map<String, List<String>> PARTS = Map.ofEntries(
            Map.entry("Trail", List.of("true", "false")),
            Map.entry("DataEvents", List.of("true", "false")),
            Map.entry("Events", List.of("true", "false")),
            Map.entry("MetricsUrl", List.of("https://gleaner.example.com/firehose", "")),
            Map.entry("FlowLogsVpc", List.of(VPC, "")),
            Map.entry("AccessLogsBucket", List.of(ACCESS_LOGS, "")),
            Map.entry("BillsBucket", List.of(BILLS, "")),
            Map.entry("ReportsBucket", List.of(REPORTS, "")),
            Map.entry("ReaderPrincipal", List.of(READER, "")),
            Map.entry("ActorPrincipal", List.of(ACTOR, "")),
            Map.entry("EventHistory", List.of("true", "false")));

    private Given() {}

    /** All parts. */
    static Map<String, String> everything() {
        return all(0);
    }

    /** No optional part. */
    static Map<String, String> nothing() {
        return all((1 << PARTS.size()) - 1);
    }

    /** All combinations of parts, including those that the template refuses. */
    static List<Map<String, String>> anything() {
        List<Map<String, String>> ways = new ArrayList<>();
        for (int way = 0; way < 1 << PARTS.size(); way++) {
            ways.add(all(way));
        }
        return ways;
    }

    /** These parameters with one of them changed. */
    static Map<String, String> but(Map<String, String> given, String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(given);
        changed.put(name, value);
        return changed;
    }

    /** Part n is disabled if bit n is 1. */
    private static Map<String, String> all(int off) {
        Map<String, String> given = new LinkedHashMap<>();
        given.put("MetricsAccessKey", KEY);
        given.put("ReaderExternalId", READER_ID);
        given.put("ActorExternalId", ACTOR_ID);
        int bit = 0;
        for (Map.Entry<String, List<String>> part : PARTS.entrySet()) {
            given.put(part.getKey(), part.getValue().get(off >> bit++ & 1));
        }
        return given;
    }
}
