package dev.gleaner.local.estate;

import dev.gleaner.local.estate.kind.EstateVpc;
import dev.gleaner.local.estate.output.FlowLogRenderer;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** What the rules of flow logs say of an estate, computed from the rows that its interfaces logged in the last seven days. */
public final class NaiveFlowJudge {

    private static final double LIMIT = 50;
    private static final double HOURS_PER_MONTH = 730;
    private static final double HOURS_PER_WEEK = 168;

    private final Map<String, Double> betweenZones = new TreeMap<>();
    private final Map<String, Double> toInternet = new TreeMap<>();
    private final Map<String, Double> throughNat = new TreeMap<>();
    private final Set<String> withEndpoint = new HashSet<>();
    private final Map<String, String> vpcs = new HashMap<>();
    private final Map<String, String> zones = new HashMap<>();

    public NaiveFlowJudge(EstateTimeline estateTimeline) {
        Estate estate = estateTimeline.estate();
        EstateIdentities identities = EstateIdentities.made(estate);
        estate.vpcs().forEach(vpc -> vpcs.put(identities.id(vpc.name()), vpc.name()));
        estate.vpcs().stream()
                .filter(vpc -> vpc.endpoints().stream()
                        .anyMatch(endpoint ->
                                endpoint.service().equals("s3") && endpoint.type() == EstateVpc.EndpointType.GATEWAY))
                .forEach(vpc -> withEndpoint.add(vpc.name()));
        estate.instances()
                .forEach(instance ->
                        zones.put(identities.networkInterface(instance.name()).address(), instance.zone()));
        Instant hour = estateTimeline.end().truncatedTo(ChronoUnit.HOURS);
        new FlowLogRenderer(estateTimeline, identities)
                .render()
                .forEach(file -> read(file.bytes(), hour.minus(Duration.ofDays(7)), hour));
    }

    /** VPCs that pay more than 50 USD a month at both ends of what crosses zones. */
    public List<String> crossZone() {
        return betweenZones.keySet().stream()
                .filter(vpc -> aMonth(betweenZones.getOrDefault(vpc, 0.0)) * 2 * 0.01 > LIMIT)
                .toList();
    }

    /** VPCs that pay more than 50 USD a month for what they send to the internet beyond 100 GB. */
    public List<String> internet() {
        return toInternet.keySet().stream()
                .filter(vpc -> (aMonth(toInternet.getOrDefault(vpc, 0.0)) - 100) * 0.09 > LIMIT)
                .toList();
    }

    /** VPCs whose NAT gateways receive anything of S3, and that have no way round. */
    public List<String> nat() {
        return throughNat.keySet().stream()
                .filter(vpc -> !withEndpoint.contains(vpc))
                .toList();
    }

    private void read(byte[] file, Instant from, Instant until) {
        List<String> lines = text(file).lines().toList();
        List<String> header = Arrays.asList(lines.get(0).split(" "));
        for (String line : lines.subList(1, lines.size())) {
            Map<String, String> row = new HashMap<>();
            String[] cells = line.split(" ");
            for (int i = 0; i < cells.length; i++) {
                row.put(header.get(i), cells[i]);
            }
            Instant start = Instant.ofEpochSecond(Long.parseLong(row.get("start")));
            if (!start.isBefore(from) && start.isBefore(until)) {
                count(row);
            }
        }
    }

    private void count(Map<String, String> row) {
        String vpc = vpcs.get(row.get("vpc-id"));
        if (vpc == null) {
            return;
        }
        double bytes = Double.parseDouble(row.get("bytes"));
        if ("ingress".equals(row.get("flow-direction"))) {
            if ("-".equals(row.get("instance-id")) && "S3".equals(row.get("pkt-src-aws-service"))) {
                throughNat.merge(vpc, bytes, Double::sum);
            }
            return;
        }
        String there = zones.get(row.get("dstaddr"));
        if (there != null && !there.equals(zones.get(row.get("srcaddr")))) {
            betweenZones.merge(vpc, bytes, Double::sum);
        } else if (there == null
                && !row.getOrDefault("dstaddr", "").startsWith("10.")
                && !"S3".equals(row.get("pkt-dst-aws-service"))) {
            toInternet.merge(vpc, bytes, Double::sum);
        }
    }

    private static double aMonth(double bytes) {
        return bytes / 1e9 * HOURS_PER_MONTH / HOURS_PER_WEEK;
    }

    private static String text(byte[] file) {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(file))) {
            return new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
