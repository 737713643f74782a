package dev.gleaner.collector.source.cloudtrail;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the URL of a queue tells. */
final class QueueUrl {

    /** The queues of a region, those of its endpoint in a VPC among them; and the oldest form of their names. */
    private static final Pattern OF_A_REGION =
            Pattern.compile("(?:.*\\.)?sqs(?:-fips)?\\.([a-z0-9-]+)\\..*|([a-z0-9-]+)\\.queue\\.amazonaws\\..*");

    /** Of hosts that name none: {@code queue.amazonaws.com}, and stand-ins. */
    private static final String FIRST = "us-east-1";

    private QueueUrl() {}

    /** The region that a queue has to be asked in. */
    static String region(URI url) {
        Matcher host = OF_A_REGION.matcher(Optional.ofNullable(url.getHost()).orElse(""));
        if (!host.matches()) {
            return FIRST;
        }
        return host.group(1) == null ? host.group(2) : host.group(1);
    }
}
