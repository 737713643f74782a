package dev.gleaner.local.estate;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.gleaner.local.estate.series.EstateTime;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The GPUs of a host, all of the same model, as an agent on the host reads them. The GPUs of a host without this entry
 * are not read.
 *
 * @param resource the host
 * @param model as nvidia-smi names it
 * @param count number of GPUs
 * @param load their load
 * @param before their load before {@code since}
 * @param since when {@code load} began
 * @param persistence whether persistence mode is enabled; without it the first reading of an idle GPU may be 100 %
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HostGpus(
        String resource,
        String model,
        @Nullable Integer count,
        Load load,
        @Nullable Load before,
        @Nullable EstateTime since,
        @Nullable Boolean persistence) {

    /** The default model. */
    public static final String DEFAULT_MODEL = "NVIDIA A10G";

    public HostGpus {
        model = model == null ? DEFAULT_MODEL : model;
    }

    /** What nvidia-smi reads of a GPU of this model. */
    public Board board() {
        return Board.of(model);
    }

    /** The number of GPUs. */
    public int number() {
        return count == null ? 1 : count;
    }

    /** Whether persistence mode keeps the driver loaded. */
    public boolean staysLoaded() {
        return persistence == null || persistence;
    }

    /** The load at a time, in an estate with this end. */
    public Load at(Instant time, Instant end) {
        boolean isBefore = since != null && time.isBefore(since.resolve(end));
        return isBefore && before != null ? before : load;
    }

    /**
     * The limits of a GPU, as nvidia-smi prints them: recorded from an A10G and an H100, from NVIDIA's data sheet for an L4.
     *
     * @param memory MiB
     * @param powerLimit W
     * @param maximumClock of the SMs, MHz
     */
    public record Board(int memory, double powerLimit, int maximumClock) {

        private static final Board H100 = new Board(81_559, 700, 1_980);
        private static final Map<String, Board> BY_MODEL = Map.of(
                DEFAULT_MODEL,
                new Board(23_028, 300, 1_710),
                "NVIDIA H100 80GB HBM3",
                H100,
                "NVIDIA L4",
                new Board(23_034, 72, 2_040));

        /** The limits of a model; those of an H100 if they are not known. */
        static Board of(String model) {
            return BY_MODEL.getOrDefault(model, H100);
        }
    }

    /**
     * The load of the GPUs of a host, and how nvidia-smi shows it. The figures are those of recorded GPUs: an H100
     * draws 70 of 700 W at 345 of 1980 MHz when idle, 632 W at 1980 MHz under load, and 434 W with MIG, which reports
     * no utilization; an L40S that encodes at 60 % has hardly any other load.
     */
    public enum Load {
        @JsonProperty("training")
        TRAINING(85, 0, 0.8, 0.9, 1, 1, false),
        @JsonProperty("serving")
        SERVING(25, 0, 0.3, 0.4, 1, 1, false),
        @JsonProperty("encoding")
        ENCODING(2, 60, 0.05, 0.3, 1, 1, false),
        @JsonProperty("idle")
        IDLE(0, 0, 0, 0.1, 0.17, 0, false),
        @JsonProperty("held")
        HELD(0, 0, 0.4, 0.1, 0.17, 1, false),
        @JsonProperty("mig-training")
        MIG_TRAINING(Double.NaN, 0, 0.6, 0.62, 1, 1, true),
        @JsonProperty("mig-idle")
        MIG_IDLE(Double.NaN, 0, 0, 0.1, 0.17, 0, true);

        private final double utilization;
        private final double encoder;
        private final double memory;
        private final double power;
        private final double clock;
        private final int processes;
        private final boolean mig;

        Load(
                double utilization,
                double encoder,
                double memory,
                double power,
                double clock,
                int processes,
                boolean mig) {
            this.utilization = utilization;
            this.encoder = encoder;
            this.memory = memory;
            this.power = power;
            this.clock = clock;
            this.processes = processes;
            this.mig = mig;
        }

        /** Percent; not a number where nvidia-smi reports none. */
        public double utilization() {
            return utilization;
        }

        /** Percent. */
        public double encoder() {
            return encoder;
        }

        /** Used memory as a share of the total, 0 to 1. */
        public double memory() {
            return memory;
        }

        /** Power draw as a share of the limit, 0 to 1. */
        public double power() {
            return power;
        }

        /** SM clock as a share of the maximum, 0 to 1. */
        public double clock() {
            return clock;
        }

        /** Number of compute processes on each GPU. */
        public int processes() {
            return processes;
        }

        /** Whether the GPUs are divided into MIG instances. */
        public boolean mig() {
            return mig;
        }

        /** Whether the host does useful work. */
        public boolean works() {
            return this != IDLE && this != HELD && this != MIG_IDLE;
        }
    }
}
