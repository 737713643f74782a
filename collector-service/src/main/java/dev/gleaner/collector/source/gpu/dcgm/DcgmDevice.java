package dev.gleaner.collector.source.gpu.dcgm;

import dev.gleaner.collector.source.gpu.GpuDeviceReading;
import dev.gleaner.contracts.signal.proto.CardSample;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What one answer of dcgm-exporter tells of a card: of the whole of it, and of each of its MIG instances. */
final class DcgmDevice {

    private final long line;
    private final String uuid;
    private final String name;
    private final FieldValues whole = new FieldValues();
    private final Map<String, MigInstance> instances = new TreeMap<>();

    /** Begun by a sample of it, on this line. */
    DcgmDevice(long line, String uuid, String name) {
        this.line = line;
        this.uuid = uuid;
        this.name = name;
    }

    /** Where a sample without labels of MIG belongs. */
    FieldValues whole() {
        return whole;
    }

    FieldValues instance(String id, String profile) {
        return instances
                .computeIfAbsent(id, key -> new MigInstance(profile, new FieldValues()))
                .values();
    }

    /**
     * Readers don't believe what a card in MIG mode tells of its utilization. By its engines it is known, so then the mode is
     * left out.
     */
    GpuDeviceReading reading(Instant time) {
        Optional<Double> utilization = isMig() ? engineUtilization() : deviceUtilization();
        Optional<Boolean> mig = isMig() && utilization.isEmpty() ? Optional.of(true) : Optional.empty();
        CardSample.Builder sample = CardSample.newBuilder().setTime(time.toEpochMilli());
        utilization.ifPresent(sample::setUtilization);
        maxOfInstances(DcgmField.ENCODER).ifPresent(sample::setEncoder);
        maxOfInstances(DcgmField.DECODER).ifPresent(sample::setDecoder);
        summed(values -> values.get(DcgmField.MEMORY_USED)).map(Math::round).ifPresent(sample::setMemoryUsed);
        summed(FieldValues::memoryTotal).map(Math::round).ifPresent(sample::setMemoryTotal);
        maxOfInstances(DcgmField.POWER_DRAW).ifPresent(sample::setPowerDraw);
        maxOfInstances(DcgmField.POWER_LIMIT).ifPresent(sample::setPowerLimit);
        maxOfInstances(DcgmField.SM_CLOCK).ifPresent(sample::setSmClock);
        maxOfInstances(DcgmField.SM_CLOCK_MAXIMUM).ifPresent(sample::setSmClockMaximum);
        return new GpuDeviceReading(line, uuid, name, mig, Optional.empty(), sample.build());
    }

    private boolean isMig() {
        return !instances.isEmpty() || whole.get(DcgmField.MIG_MODE).orElse(0.0) > 0;
    }

    private Optional<Double> deviceUtilization() {
        return whole.get(DcgmField.UTILIZATION).or(() -> whole.get(DcgmField.ENGINES));
    }

    /** DCGM_FI_DEV_GPU_UTIL is absent in MIG mode, or 0 at full load (NVIDIA/dcgm-exporter#216). */
    private Optional<Double> engineUtilization() {
        return whole.get(DcgmField.ENGINES).or(this::sliceWeightedUtilization).or(this::busiest);
    }

    private Optional<Double> sliceWeightedUtilization() {
        Optional<Double> slices = maxOfInstances(DcgmField.MIG_SLICES).filter(all -> all > 0);
        return slices.flatMap(all -> all(MigInstance::work).map(work -> Math.min(100, sum(work) / all)));
    }

    private Optional<Double> busiest() {
        return all(instance -> instance.values().get(DcgmField.ENGINES)).map(DcgmDevice::most);
    }

    /** Power, clocks and the like are the card's, repeated for each of its instances (NVIDIA/dcgm-exporter#50). */
    private Optional<Double> maxOfInstances(DcgmField field) {
        return whole.get(field)
                .or(() -> instances.values().stream()
                        .map(instance -> instance.values().get(field))
                        .flatMap(Optional::stream)
                        .max(Double::compare));
    }

    private Optional<Double> summed(Function<FieldValues, Optional<Double>> value) {
        return value.apply(whole)
                .or(() -> all(instance -> value.apply(instance.values())).map(DcgmDevice::sum));
    }

    /** Nothing unless all instances tell it: of one that tells nothing it is not known what it does. */
    private Optional<List<Double>> all(Function<MigInstance, Optional<Double>> value) {
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

    /**
     * A MIG instance of a card.
     *
     * @param profile {@code 3g.40gb}; empty when it was not told
     */
    record MigInstance(String profile, FieldValues values) {

        private static final Pattern SLICES = Pattern.compile("(\\d{1,2})g\\..*");

        /** How many of its card's slices it has. */
        Optional<Double> slices() {
            Matcher slices = SLICES.matcher(profile);
            return slices.matches() ? Optional.of(Double.valueOf(slices.group(1))) : Optional.empty();
        }

        /** Its work in slices, by 100. */
        Optional<Double> work() {
            return slices().flatMap(slices -> values.get(DcgmField.ENGINES).map(engines -> engines * slices));
        }
    }

    /** The values of a card, or of one MIG instance of it. */
    static final class FieldValues {

        private final Map<DcgmField, Double> values = new EnumMap<>(DcgmField.class);

        /** The exporter repeats a value for each pod that shares the card. */
        void put(DcgmField field, double value) {
            values.merge(field, value, Math::max);
        }

        Optional<Double> get(DcgmField field) {
            return Optional.ofNullable(values.get(field));
        }

        /** Told, or what is used and free. */
        Optional<Double> memoryTotal() {
            return get(DcgmField.MEMORY_TOTAL)
                    .or(() -> get(DcgmField.MEMORY_USED)
                            .flatMap(used -> get(DcgmField.MEMORY_FREE).map(free -> used + free)));
        }
    }
}
