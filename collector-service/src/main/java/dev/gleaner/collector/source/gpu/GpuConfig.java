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

/** GPU readings, from the output of nvidia-smi or from dcgm-exporter. */
@ConfigMapping(prefix = "collector.gpu")
public interface GpuConfig {

    /**
     * File, or folder of {@code *.csv} files, that contains output of nvidia-smi. It is read and then watched for new
     * lines.
     */
    Optional<Path> recording();

    /** ARN of the instance to which the recording, or nvidia-smi on this host, belongs. */
    Optional<String> instance();

    /** Time zone of the timestamps in the recording. */
    @WithDefault("UTC")
    ZoneId zone();

    /** Time between two checks of the recording for new lines. */
    @WithDefault("PT15S")
    Duration interval();

    /** Time without a reading of a GPU after which its next reading begins a new series. */
    @WithDefault("PT5M")
    Duration seriesGap();

    /** Largest uncompressed body of {@code POST /gpu}; larger ones are refused. */
    @WithDefault("16M")
    MemorySize bodyLimit();

    /** nvidia-smi, run by the collector. */
    NvidiaSmi nvidiaSmi();

    /** Execution of nvidia-smi on the collector's own host. */
    interface NvidiaSmi {

        /** Run nvidia-smi on the collector's own host. This requires {@code collector.gpu.instance}. */
        @WithDefault("false")
        boolean enabled();

        /** Path of nvidia-smi, or its name if it is on the PATH. */
        @WithDefault("nvidia-smi")
        String path();

        /** Time between two readings, in whole seconds. */
        @WithDefault("PT15S")
        Duration interval();
    }

    /** dcgm-exporter on the hosts. */
    Dcgm dcgm();

    /** Requests to dcgm-exporter. */
    interface Dcgm {

        /** Exporters that are requested. */
        List<Target> targets();

        /**
         * Request the exporters of running instances with the tag {@code gleaner:dcgm-exporter} too, whose value is the port; by
         * HTTP, at their private IPv4 address.
         */
        @WithDefault("false")
        boolean discover();

        /** Time between two requests to an exporter. */
        @WithDefault("PT15S")
        Duration interval();

        /** Timeout of a request to an exporter. */
        @WithDefault("PT5S")
        Duration patience();

        /** One exporter. */
        interface Target {

            /** ARN of the instance whose GPUs the exporter reports. */
            String instance();

            /** URL of the exporter's metrics, such as {@code http://10.0.1.17:9400/metrics}. */
            URI url();
        }
    }
}
