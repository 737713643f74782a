package dev.gleaner.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gleaner.analyzer.profile.instance.InstanceDisk;
import dev.gleaner.analyzer.profile.instance.InstanceMetric;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The stack delivers exactly the data that the collector reads. */
class ReadTest {

    private static final String COLLECTOR = "dev.gleaner.collector.source.";

    private final Stack stack = new Stack(Template.read(), Given.everything());

    @Test
    void shouldSendTheCallsThatTheCollectorReads() throws ReflectiveOperationException {
        Set<String> sent = new TreeSet<>();
        stack.properties("EventsRule")
                .path("EventPattern")
                .path("detail")
                .path("$or")
                .forEach(choice -> choice.path("eventName")
                        .forEach(name ->
                                sent.add(choice.path("eventSource").path(0).asText() + " " + name.asText())));

        Constructor<?> mapper = type("cloudtrail.mapping.ResourceChangeMapper").getDeclaredConstructor();
        mapper.setAccessible(true);
        assertThat(sent).isEqualTo(calls(map(mapper.newInstance(), "readers")));
    }

    @Test
    void shouldRecordTheObjectsWhoseBytesTheCollectorCounts() throws ReflectiveOperationException {
        JsonNode selector =
                stack.properties("AccountTrail").path("AdvancedEventSelectors").path(1);
        Set<String> recorded = new TreeSet<>();
        field(selector, "eventName").path("Equals").forEach(name -> recorded.add("s3.amazonaws.com " + name.asText()));

        Object[] transfers = type("cloudtrail.record.TransferDirection").getEnumConstants();
        assertThat(recorded).isEqualTo(calls(map(transfers[0], "BY_CALL")));
    }

    @Test
    void shouldNotRecordItsOwnFiles() {
        JsonNode selectors = stack.properties("AccountTrail").path("AdvancedEventSelectors");
        String bucket = stack.properties("TrailBucket").path("BucketName").asText();

        assertThat(field(selectors.path(1), "resources.ARN").path("NotStartsWith"))
                .extracting(JsonNode::asText)
                .containsExactly("arn:aws:s3:::" + bucket + "/");
    }

    @Test
    void shouldRecordNoObjectsUnlessAsked() {
        Stack plain = new Stack(Template.read(), Map.of());

        assertThat(plain.properties("AccountTrail").path("AdvancedEventSelectors"))
                .hasSize(1)
                .allMatch(
                        selector -> field(selector, "eventCategory").toString().contains("Management"));
    }

    @Test
    void shouldStreamTheMetricsThatRulesAskFor() {
        List<String> streamed = new ArrayList<>();
        stack.properties("MetricsStream")
                .path("IncludeFilters")
                .forEach(filter -> filter.path("MetricNames")
                        .forEach(name -> streamed.add(filter.path("Namespace").asText() + " " + name.asText())));

        assertThat(streamed)
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Arrays.stream(InstanceMetric.values()).map(InstanceMetric::metric),
                                InstanceDisk.METRICS.stream())
                        .toList());
    }

    @Test
    void shouldLogTheFieldsOfFlowsThatTheCollectorReads() throws ReflectiveOperationException {
        List<String> read = Arrays.stream(type("flowlog.FlowField").getEnumConstants())
                .map(name -> "${" + name.toString().toLowerCase(Locale.ROOT).replace('_', '-') + "}")
                .toList();

        // Fn::Sub would replace the ${...} of a flow log format.
        assertThat(stack.properties("FlowLogs").path("LogFormat").asText().split(" "))
                .containsExactlyInAnyOrderElementsOf(read);
    }

    private static JsonNode field(JsonNode selector, String name) {
        for (JsonNode field : selector.path("FieldSelectors")) {
            if (field.path("Field").asText().equals(name)) {
                return field;
            }
        }
        return new JsonMapper().missingNode();
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(COLLECTOR + name);
    }

    private static Map<?, ?> map(Object owner, String name) throws ReflectiveOperationException {
        Field field = owner.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return (Map<?, ?>) field.get(owner);
    }

    /** The keys of a map of calls, as "service name". */
    private static Set<String> calls(Map<?, ?> byCall) throws ReflectiveOperationException {
        Set<String> calls = new TreeSet<>();
        for (Object call : byCall.keySet()) {
            calls.add(part(call, "source") + " " + part(call, "name"));
        }
        return calls;
    }

    private static Object part(Object call, String name) throws ReflectiveOperationException {
        Method part = call.getClass().getDeclaredMethod(name);
        part.setAccessible(true);
        return part.invoke(call);
    }
}
