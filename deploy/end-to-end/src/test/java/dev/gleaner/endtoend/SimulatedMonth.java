package dev.gleaner.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.finding.RemedyAction;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.EstateArns;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.bill.EstateBill;
import dev.gleaner.local.estate.bill.EstateBillLine;
import dev.gleaner.local.estate.bill.ScheduledHours;
import dev.gleaner.local.estate.bill.UsageChanges;
import dev.gleaner.local.estate.bill.UsageChanges.InstanceChange;
import dev.gleaner.local.estate.bill.UsageChanges.ResourceChange;
import dev.gleaner.local.estate.cost.EstatePrices;
import dev.gleaner.local.estate.generator.EstateGenerator;
import dev.gleaner.local.estate.kind.EstateInferenceEndpoint;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.kind.EstateKind;
import dev.gleaner.local.estate.kind.EstateNotebook;
import dev.gleaner.local.estate.kind.EstateResource;
import dev.gleaner.local.estate.kind.EstateVolume;
import dev.gleaner.local.estate.kind.EstateVpc;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The month after the history of the estate, and its bill: as everything is, or after the remedies of findings were carried out at its beginning. The
 * bill is the plain arithmetic of the estate, which shares no code with the services.
 */
final class SimulatedMonth {

    private static final Duration MONTH = Duration.ofHours(EstatePrices.HOURS_PER_MONTH.intValueExact());

    /**
     * The actions whose effect the bill of the estate shows. It has no storage classes of S3, no snapshots, log storage or images, no bytes of NAT
     * gateways, and no Spot prices of groups.
     */
    static final Set<RemedyAction> BILLED = EnumSet.of(
            RemedyAction.STOP_INSTANCE,
            RemedyAction.SCHEDULE_INSTANCE,
            RemedyAction.RESIZE_INSTANCE,
            RemedyAction.SET_SCALING_BOUNDS,
            RemedyAction.CANCEL_CAPACITY_RESERVATION,
            RemedyAction.DELETE_ENDPOINT,
            RemedyAction.SET_ENDPOINT_SCALING,
            RemedyAction.STOP_NOTEBOOK,
            RemedyAction.SNAPSHOT_AND_DELETE_VOLUME,
            RemedyAction.MODIFY_VOLUME,
            RemedyAction.RELEASE_ADDRESS,
            RemedyAction.DELETE_NAT_GATEWAY);

    private final EstateTimeline timeline;
    private final EstateIdentities identities;
    private final Map<String, String> names;
    private final Instant begin;
    private final Map<String, InstanceChange> instances = new TreeMap<>();
    private final Map<String, ResourceChange> resources = new TreeMap<>();
    private final Map<String, Instant> cancelled = new TreeMap<>();

    private SimulatedMonth(EstateTimeline timeline, EstateIdentities identities) {
        this.timeline = timeline;
        this.identities = identities;
        this.names = new EstateArns(timeline.estate(), identities).names();
        this.begin = timeline.end().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(1));
    }

    /** The action of the first remedy of a finding that needs no person; empty if there is none, or the bill does not show what it does. */
    static Optional<RemedyAction> billedAction(JsonNode finding) {
        return remedy(finding)
                .flatMap(remedy -> RemedyAction.of(remedy.get("action").asText()))
                .filter(BILLED::contains);
    }

    /**
     * USD by which the bill of the month falls when these findings are acted on.
     *
     * @param state what the feeder wrote of its estate
     */
    static BigDecimal fallOfBill(JsonNode state, Collection<JsonNode> findings) {
        Estate estate = EstateGenerator.small(state.get("seed").asLong());
        Map<String, String> ids = new HashMap<>();
        state.get("ids")
                .properties()
                .forEach(id -> ids.put(id.getKey(), id.getValue().asText()));
        SimulatedMonth month = new SimulatedMonth(
                EstateTimeline.endingAt(estate, Instant.parse(state.get("end").asText())), EstateIdentities.of(ids));
        findings.forEach(month::carryOut);
        return month.billed(UsageChanges.none())
                .subtract(month.billed(new UsageChanges(month.instances, month.resources, month.cancelled)));
    }

    private static Optional<JsonNode> remedy(JsonNode finding) {
        return StreamSupport.stream(finding.path("remedies").spliterator(), false)
                .filter(remedy ->
                        RemedyAction.of(remedy.path("action").asText()).isPresent())
                .findFirst();
    }

    /** Of the usage of resources: support and tax are a share of it, which no finding counts. */
    private BigDecimal billed(UsageChanges changes) {
        return EstateBill.linesUntil(timeline, identities, begin.plus(MONTH), changes).values().stream()
                .flatMap(List::stream)
                .filter(line -> !line.from().isBefore(begin) && !line.resource().isEmpty())
                .map(EstateBillLine::billed)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private void carryOut(JsonNode finding) {
        JsonNode parameters = remedy(finding).orElseThrow().path("parameters");
        String name = names.get(finding.get("resource").asText());
        switch (billedAction(finding).orElseThrow()) {
            case STOP_INSTANCE -> stop(instance(name));
            case SCHEDULE_INSTANCE ->
                instances.putIfAbsent(
                        name, new InstanceChange(begin, true, instance(name).type(), hours(parameters)));
            case RESIZE_INSTANCE ->
                instances.putIfAbsent(
                        name,
                        new InstanceChange(
                                begin, true, parameters.get("instanceType").asText(), null));
            case SET_SCALING_BOUNDS ->
                timeline.estate().instances().stream()
                        .filter(member -> name.equals(member.autoScalingGroup()))
                        .skip(parameters.get("desired").asInt())
                        .forEach(this::stop);
            case CANCEL_CAPACITY_RESERVATION -> cancelled.put(name, begin);
            case SET_ENDPOINT_SCALING -> {
                EstateInferenceEndpoint endpoint = resource(KindRegistry.INFERENCE_ENDPOINTS, name);
                change(
                        name,
                        new EstateInferenceEndpoint(
                                name,
                                endpoint.account(),
                                endpoint.region(),
                                endpoint.tags(),
                                endpoint.type(),
                                parameters.get("instances").asInt(),
                                endpoint.created()));
            }
            case STOP_NOTEBOOK -> {
                EstateNotebook notebook = resource(KindRegistry.NOTEBOOKS, name);
                change(name, notebook.with(true));
            }
            case MODIFY_VOLUME -> {
                EstateVolume.VolumeType type = EstateVolume.VolumeType.of(
                                parameters.get("type").asText())
                        .orElseThrow();
                change(
                        name,
                        resource(KindRegistry.VOLUMES, name)
                                .modified(
                                        type,
                                        parameters.get("iops").asInt(),
                                        parameters.get("throughput").asInt()));
            }
            case DELETE_NAT_GATEWAY -> {
                EstateVpc vpc = resource(KindRegistry.VPCS, name);
                change(
                        vpc.name(),
                        vpc.withNatGateways(vpc.natGateways().stream()
                                .filter(gateway -> !gateway.equals(name))
                                .toList()));
            }
            case DELETE_ENDPOINT, SNAPSHOT_AND_DELETE_VOLUME, RELEASE_ADDRESS ->
                resources.put(name, new ResourceChange(begin, null));
            default -> throw new IllegalStateException("not on the bill: " + finding);
        }
    }

    /** Whatever else is proposed of the instance. */
    private void stop(EstateInstance instance) {
        instances.put(instance.name(), new InstanceChange(begin, false, instance.type(), null));
    }

    private void change(String name, EstateResource changed) {
        resources.put(name, new ResourceChange(begin, changed));
    }

    private EstateInstance instance(String name) {
        return timeline.estate().require(name);
    }

    private <R extends EstateResource> R resource(EstateKind<R> kind, String name) {
        return timeline.estate().owner(kind, name).orElseThrow();
    }

    /** As the tag of a scheduled instance names them. */
    private static ScheduledHours hours(JsonNode parameters) {
        String days = Arrays.stream(DayOfWeek.values())
                .map(day -> day.getDisplayName(TextStyle.SHORT, Locale.ENGLISH))
                .collect(Collectors.joining(" "));
        String tag = parameters.get("zone").asText() + " "
                + parameters.get("on").asText().replace("daily", days);
        return ScheduledHours.parse(tag).orElseThrow(() -> new IllegalArgumentException(tag));
    }
}
