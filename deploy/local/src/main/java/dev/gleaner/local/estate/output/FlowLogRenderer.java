package dev.gleaner.local.estate.output;

import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.kind.EstateVpc;
import dev.gleaner.local.estate.series.SeededRandom;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Renders the flow logs of an estate as AWS delivers them to S3: text with a header line, compressed by gzip, one log for each VPC
 * with flows or downloads. To keep them small, a row is of an hour and a file of six, where AWS has rows of at most ten minutes and a file each five. The
 * default VPC of each region has a log without traffic, so that each region has one. Source: Amazon VPC User Guide, "Flow log records"
 * and "Flow log files".
 */
public final class FlowLogRenderer {

    /** An address of S3 in the ranges that {@link #ADDRESS_RANGES} has. */
    private static final String S3_ADDRESS = "192.0.2.10";

    /**
     * Address ranges in the form of AWS's {@code ip-ranges.json}. Those of documentation stand for AWS's own, so that no address of
     * somebody else is needed; all others are on the internet.
     */
    public static final String ADDRESS_RANGES = """
            {"syncToken": "1767225600", "createDate": "2026-01-01-00-00-00",
             "prefixes": [{"ip_prefix": "192.0.2.0/24", "region": "us-east-1", "service": "S3",
                           "network_border_group": "us-east-1"}],
             "ipv6_prefixes": [{"ipv6_prefix": "2001:db8::/32", "region": "us-east-1", "service": "S3",
                                "network_border_group": "us-east-1"}]}
            """;

    /** Longer than the window of the rules, and than the day by which hours are final later. */
    private static final Duration HISTORY = Duration.ofDays(9);

    private static final Duration FILE = Duration.ofHours(6);

    /** The delay after which AWS has delivered a file, normally. */
    private static final Duration DELIVERY = Duration.ofMinutes(5);

    private static final String HEADER =
            "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets"
                    + " bytes start end action log-status vpc-id instance-id region flow-direction traffic-path"
                    + " pkt-src-aws-service pkt-dst-aws-service";

    /** The value of {@code traffic-path} of what leaves through a gateway endpoint. */
    private static final String GATEWAY_ENDPOINT = "7";

    /** The value of {@code traffic-path} of what stays in the VPC. */
    private static final String SAME_VPC = "1";

    /** The value of {@code traffic-path} of what leaves through an internet gateway. */
    private static final String INTERNET_GATEWAY = "8";

    private static final String NONE = "-";
    private static final String S3 = "S3";
    private static final int PACKET = 9_000;
    private static final int PORT = 443;
    private static final int CLIENT_PORT = 49_152;
    private static final int LOG_ID_DIGITS = 17;
    private static final int HASH_DIGITS = 8;

    private static final DateTimeFormatter FOLDER =
            DateTimeFormatter.ofPattern("yyyy/MM/dd", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmm'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final EstateTimeline estateTimeline;
    private final EstateIdentities identities;

    public FlowLogRenderer(EstateTimeline estateTimeline, EstateIdentities identities) {
        this.estateTimeline = estateTimeline;
        this.identities = identities;
    }

    /** The start of the first hour that is logged in an estate with that end. */
    public static Instant firstHour(Instant end) {
        return end.truncatedTo(ChronoUnit.HOURS).minus(HISTORY);
    }

    /** The files of all logs up to the last whole hour of the estate, those of a log in the order of time. */
    public List<BucketFile> render() {
        List<BucketFile> files = new ArrayList<>();
        estateTimeline.estate().instances().stream()
                .map(EstateInstance::region)
                .distinct()
                .sorted()
                .forEach(region -> files.add(withoutData(region)));
        Instant estateEnd = estateTimeline.end();
        Instant end = estateEnd.truncatedTo(ChronoUnit.HOURS);
        for (EstateVpc vpc : estateTimeline.estate().vpcs()) {
            if (vpc.hasFlowLog()) {
                for (Instant from = firstHour(estateEnd); from.isBefore(end); from = from.plus(FILE)) {
                    files.add(file(vpc, from));
                }
            }
        }
        return files;
    }

    private BucketFile file(EstateVpc vpc, Instant from) {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        for (Instant hour = from; hour.isBefore(from.plus(FILE)); hour = hour.plus(Duration.ofHours(1))) {
            for (EstateVpc.Flow flow : vpc.flows()) {
                rows(text, vpc, flow, hour);
            }
            for (EstateVpc.Download download : vpc.downloads()) {
                rows(text, vpc, download, hour);
            }
        }
        return file(vpc.account(), vpc.region(), vpc.name(), from.plus(FILE), text.toString());
    }

    /** What the interface of the sender logs, and that of the receiver if it is in the VPC. */
    private void rows(StringBuilder text, EstateVpc vpc, EstateVpc.Flow flow, Instant hour) {
        String source = identities.networkInterface(flow.from()).address();
        Row sent = new Row(flow.from(), identities.id(flow.from()), source, S3_ADDRESS, flow.bytes());
        if (flow.to() != null) {
            String destination = identities.networkInterface(flow.to()).address();
            append(text, vpc, hour, sent.to(destination), "egress", SAME_VPC, NONE, NONE);
            Row received = new Row(flow.to(), identities.id(flow.to()), source, destination, flow.bytes());
            append(text, vpc, hour, received, "ingress", NONE, NONE, NONE);
        } else if (flow.address() != null) {
            append(text, vpc, hour, sent.to(flow.address()), "egress", INTERNET_GATEWAY, NONE, NONE);
        } else {
            append(text, vpc, hour, sent, "egress", GATEWAY_ENDPOINT, NONE, S3);
        }
    }

    /**
     * What the interface of a NAT gateway logs: what it receives from outside, and the same as it sends it on to an address of its
     * subnet. There too the service is that from which the packets come.
     */
    private void rows(StringBuilder text, EstateVpc vpc, EstateVpc.Download download, Instant hour) {
        String own = identities.networkInterface(download.nat()).address();
        String peer = download.address() == null ? S3_ADDRESS : download.address();
        String service = download.service() == null ? NONE : S3;
        Row received = new Row(download.nat(), NONE, peer, own, download.bytes());
        append(text, vpc, hour, received, "ingress", NONE, service, NONE);
        Row sent = new Row(download.nat(), NONE, own, neighbour(own), download.bytes());
        append(text, vpc, hour, sent, "egress", SAME_VPC, service, NONE);
    }

    private static String neighbour(String address) {
        int last = address.lastIndexOf('.') + 1;
        return address.substring(0, last) + (address.substring(last).equals("10") ? "11" : "10");
    }

    private void append(
            StringBuilder text,
            EstateVpc vpc,
            Instant hour,
            Row row,
            String direction,
            String path,
            String sourceService,
            String destinationService) {
        List<Object> cells = List.of(
                5,
                vpc.account(),
                identities.networkInterface(row.logging()).id(),
                row.source(),
                row.destination(),
                CLIENT_PORT,
                PORT,
                6,
                Math.max(1, row.bytes() / PACKET),
                row.bytes(),
                hour.getEpochSecond(),
                hour.plus(Duration.ofHours(1)).getEpochSecond(),
                "ACCEPT",
                "OK",
                identities.id(vpc.name()),
                row.instance(),
                vpc.region(),
                direction,
                path,
                sourceService,
                destinationService);
        append(text, cells);
    }

    private BucketFile withoutData(String region) {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        Instant estateEnd = estateTimeline.end();
        Instant end = estateEnd.truncatedTo(ChronoUnit.HOURS);
        SeededRandom own = noise(region);
        List<Object> cells =
                new ArrayList<>(List.of(5, EstateInstance.DEFAULT_ACCOUNT, "eni-" + own.hex(LOG_ID_DIGITS)));
        while (cells.size() < 10) {
            cells.add(NONE);
        }
        cells.add(end.minus(FILE).getEpochSecond());
        cells.add(end.getEpochSecond());
        cells.add(NONE);
        cells.add("NODATA");
        while (cells.size() < HEADER.split(" ").length) {
            cells.add(NONE);
        }
        append(text, cells);
        return file(EstateInstance.DEFAULT_ACCOUNT, region, region, end, text.toString());
    }

    private static void append(StringBuilder text, List<Object> cells) {
        text.append(String.join(" ", cells.stream().map(String::valueOf).toList()))
                .append('\n');
    }

    /** {@code until} is the end of its rows. */
    private BucketFile file(String account, String region, String log, Instant until, String text) {
        Instant delivered = until.plus(DELIVERY);
        String name = String.join(
                "_",
                account,
                "vpcflowlogs",
                region,
                "fl-" + noise(log).hex(LOG_ID_DIGITS),
                MINUTE.format(delivered),
                noise(log).derive(until.getEpochSecond()).hex(HASH_DIGITS) + ".log.gz");
        String key = String.join("/", "AWSLogs", account, "vpcflowlogs", region, FOLDER.format(delivered), name);
        return BucketFile.compressed(key, text);
    }

    private SeededRandom noise(String log) {
        return SeededRandom.of(estateTimeline.estate().seed())
                .derive("flow log")
                .derive(log);
    }

    /**
     * The ends of the traffic that a row tells.
     *
     * @param logging name of what has the interface
     * @param instance id
     */
    private record Row(String logging, String instance, String source, String destination, long bytes) {

        Row to(String other) {
            return new Row(logging, instance, source, other, bytes);
        }
    }
}
