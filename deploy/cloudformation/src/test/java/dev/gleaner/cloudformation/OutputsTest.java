package dev.gleaner.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.source.cloudtrail.record.CloudTrailConfig;
import dev.gleaner.collector.source.cloudwatch.MetricStreamConfig;
import dev.gleaner.collector.source.flowlog.FlowLogsConfig;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The outputs of the stack are valid configuration of the services. */
class OutputsTest {

    private final Map<String, String> outputs = new Stack(Template.read(), Given.everything()).outputs();

    @Test
    void shouldBeLinesOfTheServicesConfiguration() throws IOException {
        Set<String> known = new TreeSet<>();
        Stream.of(
                        dev.gleaner.collector.aws.CollectorAwsConfig.class,
                        CloudTrailConfig.class,
                        FlowLogsConfig.class,
                        MetricStreamConfig.class,
                        dev.gleaner.actuator.aws.ActuatorAwsConfig.class)
                .map(ConfigClass::configClass)
                .forEach(config ->
                        known.addAll(ConfigMappings.getProperties(config).keySet()));

        assertThat(lines().stringPropertyNames())
                .map(key -> key.replaceAll("\"[0-9]+\"", "*"))
                .isNotEmpty()
                .isSubsetOf(known);
    }

    @Test
    void shouldTellWhereEverythingIs() throws IOException {
        assertThat(lines())
                .containsOnly(
                        Map.entry("collector.aws.regions", "eu-west-3"),
                        Map.entry(
                                "collector.cloudtrail.queue",
                                "https://sqs.eu-west-3.amazonaws.com/123456789012/gleaner-trail"),
                        Map.entry("collector.cloudtrail.buckets", "gleaner-trail-123456789012-eu-west-3"),
                        Map.entry("collector.cloudtrail.bucket-owner", "123456789012"),
                        Map.entry(
                                "collector.cloudtrail.events-queue",
                                "https://sqs.eu-west-3.amazonaws.com/123456789012/gleaner-events"),
                        Map.entry("collector.cloudtrail.lookup.enabled", "true"),
                        Map.entry("collector.metric-stream.accounts", "123456789012"),
                        Map.entry("collector.flow-logs.s3", "s3://stack-flowlogsbucket-1a2b3c4d5e6f/AWSLogs/"),
                        Map.entry(
                                "actuator.aws.accounts.\"123456789012\".role",
                                "arn:aws:iam::123456789012:role/gleaner-actor"));
    }

    @Test
    void shouldTellTheRoleThatNoKeyNames() {
        assertThat(outputs).containsEntry("ReaderRole", "arn:aws:iam::123456789012:role/gleaner-reader");
    }

    private Properties lines() throws IOException {
        Properties lines = new Properties();
        lines.load(new StringReader(String.join(
                "\n",
                outputs.values().stream().filter(value -> value.contains("=")).toList())));
        return lines;
    }
}
