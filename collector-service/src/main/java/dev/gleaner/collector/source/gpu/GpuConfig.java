package dev.gleaner.collector.source.gpu;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** Where readings of cards come from: the output of nvidia-smi, or what dcgm-exporter answers. */
@ConfigMapping(prefix = "collector.gpu")
public interface GpuConfig {

    /** File, or folder of {@code *.csv}, that nvidia-smi's output was written to; it is read, and then watched. */
    Optional<Path> recording();

    /** ARN of the instance of the recording, or of the host on which nvidia-smi is started. */
    Optional<String> instance();

    /** Zone of the recording's timestamps, such as {@code Europe/Paris}. */
    @WithDefault("UTC")
    ZoneId zone();

    /** How often the recording is looked at for more lines. */
    @WithDefault("PT15S")
    Duration interval();

    /** After so long without a reading the next one is the first of a new series. */
    @WithDefault("PT5M")
    Duration seriesGap();

    /** Bodies of {@code POST /gpu} that are larger when unpacked are refused. */
    @WithDefault("16M")
    MemorySize bodyLimit();

    /** nvidia-smi as a child of the collector. */
    NvidiaSmi nvidiaSmi();

    /** How nvidia-smi is started. */
    interface NvidiaSmi {

        /** Whether it is; the instance has to be set then. */
        @WithDefault("false")
        boolean enabled();

        /** Its path, or its name if it is on the PATH. */
        @WithDefault("nvidia-smi")
        String path();

        /** Time from one reading to the next, in whole seconds. */
        @WithDefault("PT15S")
        Duration interval();
    }

    /** Hosts whose cards dcgm-exporter watches. */
    Dcgm dcgm();

    /** How they are asked. */
    interface Dcgm {

        /** The exporters that are asked. */
        List<Target> targets();

        /** Time from one reading to the next. */
        @WithDefault("PT15S")
        Duration interval();

        /** How long an exporter may take to answer. */
        @WithDefault("PT5S")
        Duration patience();

        /** One exporter. */
        interface Target {

            /** ARN of the instance whose cards it tells of. */
            String instance();

            /** Where it answers, such as {@code http://10.0.1.17:9400/metrics}. */
            URI url();
        }
    }
}
