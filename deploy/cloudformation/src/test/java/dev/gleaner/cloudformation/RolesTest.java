package dev.gleaner.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The policies of the roles equal those of {@code deploy/iam}, except for the replaced names. */
class RolesTest {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Path POLICIES = Path.of("../iam");

    private final Template template = Template.read();
    private final Stack everything = new Stack(template, Given.everything());

    /** With {@code -Dgleaner.docs.write=true} it writes the actions of the reader and all that the actor may do. */
    @Test
    void shouldHaveTheTextOfThePolicies() throws IOException {
        Map<String, JsonNode> ofActor = new TreeMap<>();
        for (String file : actorFiles()) {
            ofActor.put("gleaner-" + file.replace(".json", ""), file(file, Map.of()));
        }
        String written = Files.readString(Template.FILE);
        String current = PolicyText.withReader(PolicyText.withActor(written, ofActor), file("reader.json", Map.of()));

        if (Boolean.getBoolean("gleaner.docs.write")) {
            Files.writeString(Template.FILE, current);
            return;
        }

        assertThat(written)
                .as("gleaner.yaml, into which -Dgleaner.docs.write=true writes the policies of deploy/iam")
                .isEqualTo(current);
    }

    @Test
    void shouldLetTheReaderReadWhatTheCollectorReads() throws IOException {
        Map<String, String> names = Map.of(
                "TRAIL-BUCKET",
                        everything.properties("TrailBucket").path("BucketName").asText(),
                "FLOW-LOGS-BUCKET", flowLogsBucket(),
                "ACCESS-LOGS-BUCKET", Given.ACCESS_LOGS,
                "BILLS-BUCKET", Given.BILLS,
                "REPORTS-BUCKET", Given.REPORTS,
                "TRAIL-QUEUE",
                        everything.properties("TrailQueue").path("QueueName").asText(),
                "EVENTS-QUEUE",
                        everything.properties("EventsQueue").path("QueueName").asText());

        assertThat(pretty(policy(everything, "Reader"))).isEqualTo(pretty(file("reader.json", names)));
    }

    @Test
    void shouldLetTheActorDoWhatTheActuatorDoes() throws IOException {
        List<String> files = new ArrayList<>();
        for (JsonNode policy : everything.properties("Acting").path("Policies")) {
            String file = policy.path("PolicyName").asText().replace("gleaner-", "") + ".json";
            assertThat(pretty(policy.path("PolicyDocument"))).as(file).isEqualTo(pretty(file(file, Map.of())));
            files.add(file);
        }
        assertThat(files).containsExactlyInAnyOrderElementsOf(actorFiles());
    }

    private static List<String> actorFiles() throws IOException {
        try (Stream<Path> files = Files.list(POLICIES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("actor") && name.endsWith(".json"))
                    .toList();
        }
    }

    @Test
    void shouldLetGleanerAloneTakeThem() throws IOException {
        assertThat(everything.properties("Reader").path("AssumeRolePolicyDocument"))
                .isEqualTo(trust(Given.READER, Given.READER_ID));
        assertThat(everything.properties("Acting").path("AssumeRolePolicyDocument"))
                .isEqualTo(trust(Given.ACTOR, Given.ACTOR_ID));
    }

    private static JsonNode trust(String principal, String externalId) throws IOException {
        return file(
                "trust.json",
                Map.of("arn:aws:iam::GLEANER-ACCOUNT:role/GLEANER-ROLE", principal, "EXTERNAL-ID", externalId));
    }

    @Test
    void shouldNameTheActorAsGleanerMayTakeIt() throws IOException {
        String name = everything.properties("Acting").path("RoleName").asText();

        assertThat(file("assume.json", Map.of()).findValuesAsText("Resource"))
                .containsExactly("arn:aws:iam::*:role/" + name);
    }

    @Test
    void shouldLeaveOutOfTheReaderWhatTheStackLeavesOut() {
        Map<String, String> reader = Given.but(Given.nothing(), "ReaderPrincipal", Given.READER);

        assertThat(sids(reader))
                .containsExactly("Inventory", "Metrics", "Prices", "ListBuckets", "Buckets", "PartsOfUploads");
        assertThat(sids(Given.but(reader, "EventHistory", "true"))).contains("EventHistory");
        assertThat(resources(Given.but(reader, "FlowLogsVpc", Given.VPC), "FilesOfLogsBillsAndReports"))
                .containsExactly("arn:aws:s3:::" + flowLogsBucket() + "/*");
        assertThat(resources(Given.but(reader, "AccessLogsBucket", Given.ACCESS_LOGS), "FilesOfLogsBillsAndReports"))
                .containsExactly("arn:aws:s3:::" + Given.ACCESS_LOGS + "/*");
        assertThat(resources(Given.but(reader, "BillsBucket", Given.BILLS), "FilesOfLogsBillsAndReports"))
                .containsExactly("arn:aws:s3:::" + Given.BILLS + "/*");
        assertThat(resources(Given.but(reader, "ReportsBucket", Given.REPORTS), "FilesOfLogsBillsAndReports"))
                .containsExactly("arn:aws:s3:::" + Given.REPORTS + "/*");
        assertThat(resources(Given.but(reader, "Events", "true"), "TrailQueues"))
                .containsExactly("arn:aws:sqs:*:*:gleaner-events");
        assertThat(resources(Given.but(reader, "Trail", "true"), "TrailQueues"))
                .containsExactly("arn:aws:sqs:*:*:gleaner-trail");
    }

    private String flowLogsBucket() {
        return everything.properties("FlowLogsBucketPolicy").path("Bucket").asText();
    }

    private List<String> sids(Map<String, String> given) {
        return policy(new Stack(template, given), "Reader").findValuesAsText("Sid");
    }

    private List<String> resources(Map<String, String> given, String sid) {
        List<String> resources = new ArrayList<>();
        policy(new Stack(template, given), "Reader").path("Statement").forEach(statement -> {
            if (statement.path("Sid").asText().equals(sid)) {
                statement.path("Resource").forEach(resource -> resources.add(resource.asText()));
            }
        });
        return resources;
    }

    private static JsonNode policy(Stack stack, String role) {
        JsonNode policies = stack.properties(role).path("Policies");
        assertThat(policies).hasSize(1);
        return policies.path(0).path("PolicyDocument");
    }

    private static JsonNode file(String name, Map<String, String> names) throws IOException {
        String text = Files.readString(POLICIES.resolve(name));
        for (Map.Entry<String, String> filled : names.entrySet()) {
            assertThat(text).as(name).contains(filled.getKey());
            text = text.replace(filled.getKey(), filled.getValue());
        }
        return MAPPER.readTree(text);
    }

    /** Formats a document so that a difference shows its line. */
    private static String pretty(JsonNode document) {
        return document.toPrettyString();
    }
}
