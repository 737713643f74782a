package dev.gleaner.contracts.topic;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The scripts of {@code deploy/kafka} are generated from {@link ServiceTopicAccess} and {@link Topic}. With
 * {@code -Dgleaner.kafka.write=true} this test writes them before it compares them.
 */
class KafkaFilesTest {

    private static final Path FOLDER = Path.of("../deploy/kafka");

    private static final String OPEN = """
            #!/usr/bin/env bash
            # %s
            # Generated from %s, do not edit: see README.md in this folder.
            set -euo pipefail
            : "${BOOTSTRAP:?host:port of the broker}" "${ADMIN:?client properties of an administrator}"
            """;

    @ParameterizedTest
    @EnumSource
    void shouldHaveTheAclsOfTheTable(ServiceTopicAccess service) throws IOException {
        compare("acls-" + service.name().toLowerCase(Locale.ROOT) + ".sh", acls(service));
    }

    @Test
    void shouldHaveTheTopicsAsTheServicesMakeThem() throws IOException {
        compare("topics.sh", topics());
    }

    private static void compare(String name, String made) throws IOException {
        Path file = FOLDER.resolve(name);
        if (Boolean.getBoolean("gleaner.kafka.write")) {
            Files.writeString(file, made);
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }
        assertThat(Files.readString(file))
                .as("%s; generate it again with -Dgleaner.kafka.write=true", file)
                .isEqualTo(made);
        assertThat(file).isExecutable();
    }

    private static String acls(ServiceTopicAccess service) {
        String name = service.name().toLowerCase(Locale.ROOT);
        List<String> lines = new ArrayList<>();
        lines.add(OPEN.formatted("Grants the " + name + " its rights on the broker.", "ServiceTopicAccess")
                + """
                # PRINCIPAL: name of the service at the broker. CREATE=true: it creates absent topics itself (gleaner.topics.manage=true).
                principal=${PRINCIPAL:-User:%s}

                allow() {
                  "${KAFKA_ACLS:-kafka-acls.sh}" --bootstrap-server "$BOOTSTRAP" --command-config "$ADMIN" \\
                    --add --allow-principal "$principal" "$@"
                }
                """.formatted(service.user()));
        lines.addAll(commands(service.requiredAcls(), ""));
        lines.add("if [ \"${CREATE:-false}\" = true ]; then");
        lines.addAll(commands(service.creating(), "  "));
        lines.add("fi");
        return String.join("\n", lines) + "\n";
    }

    /** One command for all names with the same operations. */
    private static List<String> commands(List<AclBinding> bindings, String indent) {
        Map<String, Set<String>> operations = new LinkedHashMap<>();
        bindings.forEach(binding -> operations
                .computeIfAbsent(resource(binding), resource -> new TreeSet<>())
                .add(operation(binding)));
        Map<String, List<String>> resources = operations.entrySet().stream()
                .collect(groupingBy(
                        entry -> String.join(" ", entry.getValue()) + kind(entry.getKey()),
                        LinkedHashMap::new,
                        Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
        return resources.values().stream()
                .map(same -> indent + "allow "
                        + operations.get(same.get(0)).stream()
                                .map(operation -> "--operation " + operation + " ")
                                .collect(Collectors.joining())
                        + String.join(" ", same))
                .toList();
    }

    /** A command contains names of one kind only. */
    private static String kind(String resource) {
        return resource.replaceAll(" \\S+$", "");
    }

    private static String resource(AclBinding binding) {
        String option = binding.pattern().resourceType() == ResourceType.TRANSACTIONAL_ID
                ? "transactional-id"
                : binding.pattern().resourceType().name().toLowerCase(Locale.ROOT);
        String prefixed =
                binding.pattern().patternType() == PatternType.PREFIXED ? "--resource-pattern-type prefixed " : "";
        return prefixed + "--" + option + " " + binding.pattern().name();
    }

    private static String operation(AclBinding binding) {
        String name = binding.entry().operation().name();
        return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
    }

    private static String topics() {
        String create = """
                # REPLICATION: replication factor (3). SIGNALS_PARTITIONS, FINDINGS_PARTITIONS: as gleaner.topics.* of the services.

                create() {
                  "${KAFKA_TOPICS:-kafka-topics.sh}" --bootstrap-server "$BOOTSTRAP" --command-config "$ADMIN" \\
                    --create --if-not-exists --replication-factor "${REPLICATION:-3}" "$@"
                }
                """;
        return Stream.concat(
                        Stream.of(OPEN.formatted("Creates the topics of the services.", "Topic") + create),
                        Arrays.stream(Topic.values())
                                .filter(topic -> Arrays.stream(ServiceTopicAccess.values())
                                        .anyMatch(service -> service.topics().contains(topic)))
                                .map(KafkaFilesTest::creation))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String creation(Topic topic) {
        NewTopic creation = topic.creation(topic.partitions(), (short) 1);
        String partitions =
                topic.partitions() == 1 ? "1" : "\"${%s_PARTITIONS:-%d}\"".formatted(topic.name(), topic.partitions());
        return "create --topic " + topic.topicName() + " --partitions " + partitions
                + new TreeMap<>(creation.configs())
                        .entrySet().stream()
                                .map(config -> " --config " + config.getKey() + "=" + config.getValue())
                                .collect(Collectors.joining());
    }
}
