package dev.gleaner.collector.source.gpu;

import dev.gleaner.contracts.signal.proto.CardSample;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** What one answer of dcgm-exporter tells of a card: of the whole of it, and of each of its MIG instances. */
final class DcgmCard {

    private final long line;
    private final String uuid;
    private final String name;
    private final DcgmValues whole = new DcgmValues();
    private final Map<String, DcgmInstance> instances = new TreeMap<>();

    /** Begun by a sample of it, on this line. */
    DcgmCard(long line, String uuid, String name) {
        this.line = line;
        this.uuid = uuid;
        this.name = name;
    }

    /** Where a sample without labels of MIG belongs. */
    DcgmValues whole() {
        return whole;
    }

    DcgmValues instance(String id, String profile) {
        return instances
                .computeIfAbsent(id, key -> new DcgmInstance(profile, new DcgmValues()))
                .values();
    }

    /**
     * Readers don't believe what a card in MIG mode tells of its utilization. By its engines it is known, so then the mode is
     * left out.
     */
    CardReading reading(Instant time) {
        Optional<Double> utilization = isMig() ? ofEngines() : ofCard();
        Optional<Boolean> mig = isMig() && utilization.isEmpty() ? Optional.of(true) : Optional.empty();
        CardSample.Builder sample = CardSample.newBuilder().setTime(time.toEpochMilli());
        utilization.ifPresent(sample::setUtilization);
        ofAny(DcgmField.ENCODER).ifPresent(sample::setEncoder);
        ofAny(DcgmField.DECODER).ifPresent(sample::setDecoder);
        summed(values -> values.get(DcgmField.MEMORY_USED)).map(Math::round).ifPresent(sample::setMemoryUsed);
        summed(DcgmValues::memoryTotal).map(Math::round).ifPresent(sample::setMemoryTotal);
        ofAny(DcgmField.POWER_DRAW).ifPresent(sample::setPowerDraw);
        ofAny(DcgmField.POWER_LIMIT).ifPresent(sample::setPowerLimit);
        ofAny(DcgmField.SM_CLOCK).ifPresent(sample::setSmClock);
        ofAny(DcgmField.SM_CLOCK_MAXIMUM).ifPresent(sample::setSmClockMaximum);
        return new CardReading(line, uuid, name, mig, Optional.empty(), sample.build());
    }

    private boolean isMig() {
        return !instances.isEmpty() || whole.get(DcgmField.MIG_MODE).orElse(0.0) > 0;
    }

    private Optional<Double> ofCard() {
        return whole.get(DcgmField.UTILIZATION).or(() -> whole.get(DcgmField.ENGINES));
    }

    /** DCGM_FI_DEV_GPU_UTIL is absent in MIG mode, or 0 at full load (NVIDIA/dcgm-exporter#216). */
    private Optional<Double> ofEngines() {
        return whole.get(DcgmField.ENGINES).or(this::byShare).or(this::busiest);
    }

    private Optional<Double> byShare() {
        Optional<Double> slices = ofAny(DcgmField.MIG_SLICES).filter(all -> all > 0);
        return slices.flatMap(all -> all(DcgmInstance::work).map(work -> Math.min(100, sum(work) / all)));
    }

    private Optional<Double> busiest() {
        return all(instance -> instance.values().get(DcgmField.ENGINES)).map(DcgmCard::most);
    }

    /** Power, clocks and the like are the card's, repeated for each of its instances (NVIDIA/dcgm-exporter#50). */
    private Optional<Double> ofAny(DcgmField field) {
        return whole.get(field)
                .or(() -> instances.values().stream()
                        .map(instance -> instance.values().get(field))
                        .flatMap(Optional::stream)
                        .max(Double::compare));
    }

    private Optional<Double> summed(Function<DcgmValues, Optional<Double>> value) {
        return value.apply(whole)
                .or(() -> all(instance -> value.apply(instance.values())).map(DcgmCard::sum));
    }

    /** Nothing unless all instances tell it: of one that tells nothing it is not known what it does. */
    private Optional<List<Double>> all(Function<DcgmInstance, Optional<Double>> value) {
        List<Double> known =
                instances.values().stream().map(value).flatMap(Optional::stream).toList();
        return known.isEmpty() || known.size() < instances.size() ? Optional.empty() : Optional.of(known);
    }

    private static double sum(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).sum();
    }

    private static double most(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }
}
