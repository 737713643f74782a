package dev.gleaner.collector.source.gpu.dcgm;

import dev.gleaner.collector.source.gpu.GpuConfig;
import dev.gleaner.collector.source.gpu.GpuHost;
import java.net.URI;

/** An exporter, and the instance of whose cards it tells. */
record DcgmTarget(GpuHost host, URI url) {

    /** Throws {@link IllegalArgumentException} when it can't be one. */
    static DcgmTarget of(GpuConfig.Dcgm.Target target) {
        if (!"http".equals(target.url().getScheme())
                && !"https".equals(target.url().getScheme())) {
            throw new IllegalArgumentException("collector.gpu.dcgm.targets: no http or https URL: " + target.url());
        }
        return new DcgmTarget(GpuHost.parse(target.instance()), target.url());
    }
}
