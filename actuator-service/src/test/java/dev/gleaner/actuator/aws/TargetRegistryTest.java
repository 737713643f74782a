package dev.gleaner.actuator.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TargetRegistryTest {

    private static final TargetRegistry.SnapshotNames SNAPSHOTS = new TargetRegistry.SnapshotNames();
    private static final TargetRegistry.ObservationNames OBSERVATIONS = new TargetRegistry.ObservationNames();

    /** Plans in the database and entries of the audit have these names: they never change. */
    @Test
    void shouldStoreEachKindUnderItsName() {
        assertThat(TargetRegistry.ALL.stream().collect(Collectors.toMap(TargetType::kind, TargetType::storedName)))
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry(ResourceKind.INSTANCE, "instance"),
                        Map.entry(ResourceKind.BUCKET, "bucket"),
                        Map.entry(ResourceKind.VPC, "vpc"),
                        Map.entry(ResourceKind.VOLUME, "volume"),
                        Map.entry(ResourceKind.SNAPSHOT, "snapshot"),
                        Map.entry(ResourceKind.NAT_GATEWAY, "nat-gateway"),
                        Map.entry(ResourceKind.ADDRESS, "address"),
                        Map.entry(ResourceKind.CAPACITY_RESERVATION, "capacity-reservation"),
                        Map.entry(ResourceKind.LOG_GROUP, "log-group"),
                        Map.entry(ResourceKind.CONTAINER_REPOSITORY, "container-repository"),
                        Map.entry(ResourceKind.AUTO_SCALING_GROUP, "auto-scaling-group"),
                        Map.entry(ResourceKind.INFERENCE_ENDPOINT, "inference-endpoint"),
                        Map.entry(ResourceKind.NOTEBOOK_INSTANCE, "notebook-instance")));
        for (TargetType<?, ?> type : TargetRegistry.ALL) {
            assertThat(SNAPSHOTS.idFromValueAndType(null, type.snapshot())).isEqualTo(type.storedName());
            assertThat(OBSERVATIONS.idFromValueAndType(null, type.observation()))
                    .isEqualTo(type.storedName());
        }
    }

    @Test
    void shouldRegisterAllThatIsPlannedAndObserved() {
        assertThat(implementations(ResourceSnapshot.class))
                .isEqualTo(Stream.concat(
                                Stream.of(ResourceSnapshot.NotFound.class),
                                TargetRegistry.ALL.stream().map(TargetType::snapshot))
                        .map(Class::getName)
                        .collect(Collectors.toSet()));
        assertThat(implementations(ResourceObservation.class))
                .isEqualTo(TargetRegistry.ALL.stream()
                        .map(type -> type.observation().getName())
                        .collect(Collectors.toSet()));
    }

    @Test
    void shouldReadAValueWithoutKindAsAnInstanceAndOneThatIsNotFoundByItsKind() {
        ResourceSnapshot gone = new ResourceSnapshot.NotFound(ResourceKind.NAT_GATEWAY);

        assertThat(Json.text(gone)).isEqualTo("{\"kind\":\"denied\",\"of\":\"NAT_GATEWAY\"}");
        assertThat(Json.read("{\"kind\":\"denied\",\"of\":\"NAT_GATEWAY\"}", ResourceSnapshot.class))
                .isEqualTo(gone);
        assertThat(gone.targetType()).isSameAs(NatGateway.TYPE);
        assertThat(Json.read(
                        "{\"state\":\"running\",\"type\":\"m5.large\",\"ephemeralData\":false,\"tags\":{}}",
                        ResourceSnapshot.class))
                .isInstanceOf(Ec2Instance.class);
    }

    /** What lies below an endpoint is another resource than that which an action names. */
    @Test
    void shouldTakeWhatLiesBelowForTheTargetOnlyWhereFindingsNameIt() {
        String place = "arn:aws:sagemaker:us-east-1:123456789012:endpoint/ranker";

        assertThat(TargetRegistry.findKind(Arn.parse("arn:aws:ec2:us-east-1:123456789012:instance/i-1/gpu/GPU-1")))
                .contains(ResourceKind.INSTANCE);
        assertThat(TargetRegistry.findKind(Arn.prefix("models", "old/"))).contains(ResourceKind.BUCKET);
        assertThat(TargetRegistry.findKind(Arn.parse(place))).contains(ResourceKind.INFERENCE_ENDPOINT);
        assertThat(TargetRegistry.findKind(Arn.parse(place + "/variant/main"))).isEmpty();
    }

    @Test
    void shouldNotDescribeAKindThatIsNotRegistered() {
        Arn balancer = ResourceKind.LOAD_BALANCER.arn("us-east-1", "123456789012", "app/web/1");

        assertThat(TargetRegistry.find(balancer)).isEmpty();
        assertThatThrownBy(() -> TargetRegistry.get(ResourceKind.LOAD_BALANCER))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Set<String> implementations(Class<?> type) {
        return new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.gleaner.actuator")
                        .get(type)
                        .getAllSubclasses()
                        .stream()
                        .map(JavaClass::getName)
                        .collect(Collectors.toSet());
    }
}
