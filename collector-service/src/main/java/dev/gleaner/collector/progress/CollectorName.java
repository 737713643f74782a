package dev.gleaner.collector.progress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;

/** The name of this collector among several. */
public final class CollectorName {

    private CollectorName() {}

    /** The configured name, or that of the host. A host without a name gets a unique one, which changes at each restart. */
    public static String of(ProgressConfig config) {
        return config.reporter().orElseGet(CollectorName::host);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return UUID.randomUUID().toString();
        }
    }
}
