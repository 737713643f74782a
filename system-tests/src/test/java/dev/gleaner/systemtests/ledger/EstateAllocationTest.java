package dev.gleaner.systemtests.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.gleaner.actuator.commitment.CommitmentAllocator;
import dev.gleaner.actuator.commitment.EligibleUsage;
import dev.gleaner.actuator.commitment.InstanceReservation;
import dev.gleaner.actuator.commitment.SavingsPlan;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.EstateCommitments;
import dev.gleaner.local.estate.EstateCommitments.Commitment;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.bill.EstateBill;
import dev.gleaner.local.estate.bill.EstateBillLine;
import dev.gleaner.local.estate.bill.UsageChanges;
import dev.gleaner.local.estate.generator.EstateGenerator;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The actuator allocates the commitments of the estate as its bill does, which shares no code with it, whatever instances are stopped. */
class EstateAllocationTest {

    private static final Instant END = Instant.parse("2026-11-20T10:00:00Z");
    private static final Instant HOUR = Instant.parse("2026-11-19T10:00:00Z");
    private static final Estate ESTATE = EstateGenerator.small(42);
    private static final EstateTimeline TIMELINE = EstateTimeline.endingAt(ESTATE, END);
    private static final EstateIdentities IDENTITIES = EstateIdentities.made(ESTATE);
    private static final Collection<Commitment> COMMITMENTS =
            EstateCommitments.of(ESTATE).all().values();
    private static final CommitmentAllocator ALLOCATOR = new CommitmentAllocator(
            COMMITMENTS.stream()
                    .filter(commitment -> commitment.kind() == EstateCommitments.Kind.RESERVATION)
                    .map(EstateAllocationTest::reservation)
                    .toList(),
            COMMITMENTS.stream()
                    .filter(commitment -> commitment.kind() == EstateCommitments.Kind.EC2_INSTANCE_PLAN)
                    .map(commitment -> new SavingsPlan(
                            commitment.id(),
                            commitment.scope().account(),
                            SavingsPlan.Kind.EC2_INSTANCE,
                            commitment.scope().region(),
                            commitment.scope().type(),
                            commitment.terms().hourly().doubleValue()))
                    .toList(),
            Set.of());

    @Test
    void shouldHaveCommitmentsOfAllKinds() {
        assertThat(COMMITMENTS).hasSize(4).extracting(Commitment::kind).contains(EstateCommitments.Kind.values());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void shouldChargeOnDemandWhatTheBillOfTheEstateCharges(long seed) {
        Random random = new Random(seed);
        Map<String, UsageChanges.InstanceChange> stopped = new TreeMap<>();
        ESTATE.instances().stream()
                .filter(instance -> random.nextInt(5) == 0
                        || COMMITMENTS.stream()
                                        .anyMatch(
                                                commitment -> commitment.scope().includes(instance))
                                && random.nextBoolean())
                .forEach(instance -> stopped.put(
                        instance.name(), new UsageChanges.InstanceChange(HOUR, false, instance.type(), null)));

        List<EstateBillLine> lines =
                EstateBill.linesOfHour(TIMELINE, IDENTITIES, HOUR, UsageChanges.ofInstances(stopped));
        List<EstateBillLine> usage = lines.stream()
                .filter(line -> line.usageType().matches("(.*-)?(BoxUsage|UnusedBox):.*"))
                .toList();

        assertThat(ALLOCATOR.onDemand(eligible(usage)))
                .isCloseTo(
                        usage.stream()
                                .map(EstateBillLine::billed)
                                .reduce(BigDecimal.ZERO, BigDecimal::add)
                                .doubleValue(),
                        offset(1e-6));
    }

    /** The lines of a resource are one usage again, as if nothing were known of what covers it. */
    private static List<EligibleUsage> eligible(List<EstateBillLine> lines) {
        Map<String, List<EstateBillLine>> resources = lines.stream()
                .collect(Collectors.groupingBy(EstateBillLine::resource, LinkedHashMap::new, Collectors.toList()));
        List<EligibleUsage> usage = new ArrayList<>();
        resources.values().forEach(ofResource -> {
            EstateBillLine.Item item = ofResource.get(0).item();
            String type = item.usageType().substring(item.usageType().indexOf(':') + 1);
            double hours = sum(ofResource, false);
            double price = sum(ofResource, true) / hours;
            usage.add(new EligibleUsage(
                    item.account(),
                    item.region(),
                    item.zone(),
                    type,
                    "Linux/UNIX",
                    "default",
                    units(type),
                    hours,
                    price,
                    Map.of(SavingsPlan.Kind.EC2_INSTANCE, price * 0.73)));
        });
        return usage;
    }

    private static double sum(List<EstateBillLine> lines, boolean isList) {
        return lines.stream()
                .map(isList ? EstateBillLine::list : EstateBillLine::quantity)
                .mapToDouble(BigDecimal::doubleValue)
                .sum();
    }

    private static InstanceReservation reservation(Commitment commitment) {
        EstateCommitments.Scope scope = commitment.scope();
        return new InstanceReservation(
                commitment.id(),
                scope.account(),
                scope.region(),
                scope.zone(),
                scope.type(),
                scope.platform(),
                scope.tenancy(),
                commitment.instances(),
                scope.zone().isEmpty() ? units(scope.type()) : 0);
    }

    private static double units(String type) {
        String size = type.substring(type.indexOf('.') + 1).replace("xlarge", "");
        return size.equals("large") ? 4 : size.isEmpty() ? 8 : 8 * Double.parseDouble(size);
    }
}
