package dev.gleaner.collector.source.price;

import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.pricing.model.Filter;

/**
 * A service of the price list, apart from instances: which products are requested, and which of their usage types have
 * which price. docs/sources.md has the same table; a test compares both.
 *
 * <p>Sources of usage types, operations and units: responses of GetProducts for AmazonS3 and AmazonS3GlacierDeepArchive
 * as recorded by maxopsdev/maxops (2026-09-22), offer files as read by clont-app/clont (2026-09-27) and by
 * scttfrdmn/objectfs (2026-08), and the filters of infracost/infracost (95ba4f4, 2026-08-21). Of load balancers: rows of the
 * price list of eu-west-2 as recorded on 2026-09-11 by third-party test data.
 */
enum PricedService {

    /** Volumes and snapshots of EBS, and NAT gateways. IOPS of io2 above 32,000 have usage types of their own. */
    EC2("AmazonEC2", Place.REGIONS_ONLY, ec2Prices()) {
        @Override
        List<Filter> filters(String region) {
            List<String> families =
                    List.of("NAT Gateway", "Provisioned Throughput", STORAGE, "Storage Snapshot", "System Operation");
            return List.of(
                    PriceListQuery.where(REGION_CODE, region),
                    PriceListQuery.where(LOCATION_TYPE, IN_REGION),
                    PriceListQuery.whereAny("productFamily", families));
        }

        /** Volumes are named by an attribute, as usage types have other names for io1 and standard. */
        @Override
        Optional<PriceListQuery.Charge> charge(PriceListProduct product, String region) {
            String type = product.attribute("volumeApiName");
            boolean isVolume = isIn(product, region)
                    && product.isOf(STORAGE)
                    && VOLUME.matcher(product.attribute(USAGE_TYPE)).matches()
                    && !type.isEmpty();
            return isVolume
                    ? Optional.of(new Price("ebs", type, GB_MONTH, Unit.STORED).in(region))
                    : super.charge(product, region);
        }
    },

    /**
     * Storage classes of S3 with their requests. All products of the region are requested, as most have no product family
     * by which they could be filtered.
     */
    S3("AmazonS3", Place.REGIONS_ONLY, s3Prices()),

    /** Storage class Deep Archive, which is a service of its own; its other prices are those of {@link #S3}. */
    S3_DEEP_ARCHIVE("AmazonS3GlacierDeepArchive", Place.ANY_LOCATION, deepArchivePrices()),

    /** Public IPv4 addresses that are not in use, and interface endpoints, whose bytes become cheaper above 1 PB. */
    VPC("AmazonVPC", Place.REGIONS_ONLY, vpcPrices()) {
        @Override
        List<Filter> filters(String region) {
            return List.of(
                    PriceListQuery.where(REGION_CODE, region),
                    PriceListQuery.whereAny("group", List.of("VPCE:VpcEndpoint", "VPCPublicIPv4Address")));
        }
    },

    /** Hours of load balancers. Those in Outposts, and of trust stores, have usage types of their own. */
    LOAD_BALANCING("AWSELB", Place.REGIONS_ONLY, loadBalancerPrices()) {
        @Override
        List<Filter> filters(String region) {
            return List.of(
                    PriceListQuery.where(REGION_CODE, region),
                    PriceListQuery.where(LOCATION_TYPE, IN_REGION),
                    PriceListQuery.whereAny(
                            "productFamily",
                            List.of("Load Balancer-Application", "Load Balancer-Network", "Load Balancer-Gateway")));
        }

        /** In us-east-1, whose usage types have no code, the one of trust stores begins like one with a code. */
        @Override
        Optional<PriceListQuery.Charge> charge(PriceListProduct product, String region) {
            return product.attribute(USAGE_TYPE).startsWith("TS-") ? Optional.empty() : super.charge(product, region);
        }
    },

    /** CloudWatch Logs: ingestion of custom logs, and storage. */
    CLOUDWATCH("AmazonCloudWatch", Place.ANY_LOCATION, logsPrices()),

    /**
     * Instances that host models of SageMaker, by their type: {@code Host:ml.m5.xlarge}. The same types have other prices for training
     * and notebooks. Source of the filter: the cost model of awslabs/llmeter; of usage types, operation and unit: bills in Cost Explorer
     * ({@code USE1-Host:ml.g4dn.xlarge / RunInstance}) and aws-samples/sagemaker-ssh-helper.
     */
    SAGEMAKER("AmazonSageMaker", Place.ANY_LOCATION, Map.of()) {
        @Override
        List<Filter> filters(String region) {
            return List.of(PriceListQuery.where(REGION_CODE, region), PriceListQuery.where("component", "Hosting"));
        }

        @Override
        Optional<PriceListQuery.Charge> charge(PriceListProduct product, String region) {
            Matcher hosting = HOSTING.matcher(product.attribute(USAGE_TYPE));
            return isIn(product, region) && product.has("operation", "RunInstance") && hosting.matches()
                    ? Optional.of(new Price("sagemaker-hosting", hosting.group(1), "hour", Unit.HOURS).in(region))
                    : Optional.empty();
        }
    },

    /** Transfer, which EC2 and S3 charge alike. Its products have the region of the sender. */
    DATA_TRANSFER("AWSDataTransfer", Place.SENDERS, Map.of()) {
        @Override
        List<Filter> filters(String region) {
            return List.of(
                    PriceListQuery.where(FROM_REGION_CODE, region),
                    PriceListQuery.whereAny(
                            TRANSFER_TYPE, List.of("AWS Outbound", "InterRegion Outbound", "IntraRegion")));
        }

        @Override
        Optional<PriceListQuery.Charge> charge(PriceListProduct product, String region) {
            String usage = product.attribute(USAGE_TYPE);
            if (!isIn(product, region)) {
                return Optional.empty();
            }
            if (product.has(TRANSFER_TYPE, "InterRegion Outbound")
                    && product.has("toLocationType", IN_REGION)
                    && OTHER_REGION.matcher(usage).matches()) {
                return transfer(region, Map.of(PriceListQuery.Charge.FIRST, List.of(sent("s3", "cross-region"))));
            }
            if (product.has(TRANSFER_TYPE, "IntraRegion") && suffix(usage).equals("DataTransfer-Regional-Bytes")) {
                return transfer(region, Map.of(PriceListQuery.Charge.FIRST, List.of(sent("ec2", "cross-zone"))));
            }
            if (product.has(TRANSFER_TYPE, "AWS Outbound")
                    && product.has("toLocation", "External")
                    && suffix(usage).equals("DataTransfer-Out-Bytes")) {
                return transfer(region, toInternet());
            }
            return Optional.empty();
        }
    };

    private static final String REGION_CODE = "regionCode";
    private static final String FROM_REGION_CODE = "fromRegionCode";
    private static final String LOCATION_TYPE = "locationType";
    private static final String IN_REGION = "AWS Region";
    private static final String USAGE_TYPE = "usagetype";
    private static final String TRANSFER_TYPE = "transferType";
    private static final String STORAGE = "Storage";
    private static final String GB_MONTH = "gb-month";
    private static final String INTELLIGENT = "intelligent-tiering";
    private static final String DEEP_ARCHIVE = "deep-archive";
    private static final String PUT = "1000-put-requests";
    private static final String GET = "1000-get-requests";
    private static final String TRANSITIONS = "1000-transitions";
    private static final String RESTORE = "1000-restore-requests";

    /** Such as {@code EBS:VolumeUsage.gp3}, but not the IOPS or snapshots of a volume. */
    private static final Pattern VOLUME = Pattern.compile("(?:[A-Z0-9]+-)?EBS:VolumeUsage(?:\\.\\w+)?");

    /** Such as {@code EUW3-Host:ml.m5.xlarge}. */
    private static final Pattern HOSTING = Pattern.compile("(?:[A-Z0-9]+-)?Host:(ml\\.[a-z0-9.-]+)");

    /** Such as {@code USE1-USW2-AWS-Out-Bytes}. */
    private static final Pattern OTHER_REGION = Pattern.compile("[A-Z0-9]+-[A-Z0-9]+-AWS-Out-Bytes");

    /** Usage types start with a code of the region, except in us-east-1. */
    private static final Pattern WITH_PREFIX = Pattern.compile("(?:[A-Z0-9]+-)?(.+)");

    private final String code;
    private final Place place;
    private final Map<Usage, Price> prices;

    PricedService(String code, Place place, Map<Usage, Price> prices) {
        this.code = code;
        this.place = place;
        this.prices = prices;
    }

    /** Service code in the price list. */
    String code() {
        return code;
    }

    /** Which products of a region are requested. */
    List<Filter> filters(String region) {
        return List.of(PriceListQuery.where(REGION_CODE, region));
    }

    /** What the price of a product is the price of; empty for a product of another kind or region. */
    Optional<PriceListQuery.Charge> charge(PriceListProduct product, String region) {
        if (!isIn(product, region)) {
            return Optional.empty();
        }
        String type = suffix(product.attribute(USAGE_TYPE));
        Price price = prices.get(new Usage(type, product.attribute("operation")));
        return Optional.ofNullable(price == null ? prices.get(new Usage(type, Usage.ANY)) : price)
                .map(found -> found.in(region));
    }

    /** Prices by what is charged. */
    Map<Usage, Price> prices() {
        return prices;
    }

    final boolean isIn(PriceListProduct product, String region) {
        return place.isIn(product, region);
    }

    private static Map<Usage, Price> ec2Prices() {
        return Map.ofEntries(
                Map.entry(Usage.of("EBS:VolumeP-IOPS.gp3"), new Price("ebs", "gp3-iops", "iops-month", Unit.IOPS)),
                Map.entry(Usage.of("EBS:VolumeP-IOPS.piops"), new Price("ebs", "io1-iops", "iops-month", Unit.IOPS)),
                Map.entry(Usage.of("EBS:VolumeP-IOPS.io2"), new Price("ebs", "io2-iops", "iops-month", Unit.IOPS)),
                Map.entry(
                        Usage.of("EBS:VolumeP-Throughput.gp3"),
                        new Price("ebs", "gp3-throughput", "mibps-month", Unit.THROUGHPUT)),
                Map.entry(Usage.of("EBS:SnapshotUsage"), new Price("ebs", "snapshot", GB_MONTH, Unit.STORED)),
                Map.entry(
                        Usage.of("EBS:SnapshotArchiveStorage"),
                        new Price("ebs", "snapshot-archive", GB_MONTH, Unit.STORED)),
                Map.entry(
                        new Usage("NatGateway-Hours", "NatGateway"),
                        new Price("vpc", "nat-gateway", "hour", Unit.HOURS)),
                Map.entry(
                        new Usage("NatGateway-Bytes", "NatGateway"),
                        new Price("vpc", "nat-gateway", "gb", Unit.GIGABYTES)));
    }

    private static Map<Usage, Price> s3Prices() {
        Map<Usage, Price> prices = new LinkedHashMap<>();
        prices.put(Usage.of("TimedStorage-ByteHrs"), stored("standard"));
        prices.put(Usage.of("TimedStorage-SIA-ByteHrs"), stored("standard-ia"));
        prices.put(Usage.of("TimedStorage-ZIA-ByteHrs"), stored("onezone-ia"));
        prices.put(Usage.of("TimedStorage-GIR-ByteHrs"), stored("glacier-ir"));
        prices.put(Usage.of("TimedStorage-GlacierByteHrs"), stored("glacier"));
        prices.put(Usage.of("TimedStorage-INT-FA-ByteHrs"), stored(INTELLIGENT));
        prices.put(Usage.of("TimedStorage-INT-IA-ByteHrs"), stored(INTELLIGENT + "-ia"));
        prices.put(Usage.of("TimedStorage-INT-AIA-ByteHrs"), stored(INTELLIGENT + "-archive-instant"));
        prices.put(Usage.of("Requests-Tier1"), requests("standard", PUT));
        prices.put(Usage.of("Requests-SIA-Tier1"), requests("standard-ia", PUT));
        prices.put(Usage.of("Requests-ZIA-Tier1"), requests("onezone-ia", PUT));
        prices.put(Usage.of("Requests-GIR-Tier1"), requests("glacier-ir", PUT));
        prices.put(Usage.of("Requests-INT-Tier1"), requests(INTELLIGENT, PUT));
        prices.put(new Usage("Requests-GLACIER-Tier1", "PutObject"), requests("glacier", PUT));
        prices.put(Usage.of("Requests-Tier2"), requests("standard", GET));
        prices.put(Usage.of("Requests-SIA-Tier2"), requests("standard-ia", GET));
        prices.put(Usage.of("Requests-ZIA-Tier2"), requests("onezone-ia", GET));
        prices.put(Usage.of("Requests-GIR-Tier2"), requests("glacier-ir", GET));
        prices.put(Usage.of("Requests-INT-Tier2"), requests(INTELLIGENT, GET));
        prices.put(Usage.of("Requests-GLACIER-Tier2"), requests("glacier", GET));
        prices.put(Usage.of("Requests-GDA-Tier2"), requests(DEEP_ARCHIVE, GET));
        prices.put(new Usage("Requests-Tier4", "S3-SIATransition"), requests("standard-ia", TRANSITIONS));
        prices.put(new Usage("Requests-Tier4", "S3-ZIATransition"), requests("onezone-ia", TRANSITIONS));
        prices.put(new Usage("Requests-Tier4", "S3-GIRTransition"), requests("glacier-ir", TRANSITIONS));
        prices.put(new Usage("Requests-Tier4", "S3-INTTransition"), requests(INTELLIGENT, TRANSITIONS));
        prices.put(new Usage("Requests-Tier3", "S3-GlacierTransition"), requests("glacier", TRANSITIONS));
        prices.put(new Usage("Requests-Tier3", "S3-GDATransition"), requests(DEEP_ARCHIVE, TRANSITIONS));
        prices.put(new Usage("Requests-Tier3", "RestoreObject"), requests("glacier", RESTORE));
        prices.put(Usage.of("Retrieval-SIA"), retrieved("standard-ia"));
        prices.put(Usage.of("Retrieval-ZIA"), retrieved("onezone-ia"));
        prices.put(Usage.of("Retrieval-GIR"), retrieved("glacier-ir"));
        prices.put(new Usage("Standard-Retrieval-Bytes", "RestoreObject"), retrieved("glacier"));
        prices.put(new Usage("Standard-Retrieval-Bytes", "DeepArchiveRestoreObject"), retrieved(DEEP_ARCHIVE));
        prices.put(
                new Usage("Monitoring-Automation-INT", Usage.ANY),
                new Price("s3", INTELLIGENT, "1000-objects-month", Unit.OBJECTS));
        return prices;
    }

    private static Map<Usage, Price> deepArchivePrices() {
        return Map.of(
                new Usage("TimedStorage-GDA-ByteHrs", Usage.ANY), stored(DEEP_ARCHIVE),
                new Usage("Requests-GDA-Tier1", "PutObject"), requests(DEEP_ARCHIVE, PUT),
                new Usage("Requests-GDA-Tier3", Usage.ANY), requests(DEEP_ARCHIVE, RESTORE));
    }

    private static Map<Usage, Price> vpcPrices() {
        return Map.of(
                Usage.of("PublicIPv4:IdleAddress"),
                new Price("vpc", "public-ipv4", "hour", Unit.HOURS),
                new Usage("VpcEndpoint-Hours", "VpcEndpoint"),
                new Price("vpc", "interface-endpoint", "hour", Unit.HOURS),
                new Usage("VpcEndpoint-Bytes", "VpcEndpoint"),
                new Price("vpc", "interface-endpoint", "gb", Unit.GIGABYTES));
    }

    private static Map<Usage, Price> loadBalancerPrices() {
        return Map.of(
                new Usage("LoadBalancerUsage", "LoadBalancing:Application"),
                new Price("elb", "application-load-balancer", "hour", Unit.HOURS),
                new Usage("LoadBalancerUsage", "LoadBalancing:Network"),
                new Price("elb", "network-load-balancer", "hour", Unit.HOURS),
                new Usage("LoadBalancerUsage", "LoadBalancing:Gateway"),
                new Price("elb", "gateway-load-balancer", "hour", Unit.HOURS));
    }

    private static Map<Usage, Price> logsPrices() {
        return Map.of(
                new Usage("TimedStorage-ByteHrs", Usage.ANY), new Price("logs", "standard", GB_MONTH, Unit.STORED),
                new Usage("DataProcessing-Bytes", Usage.ANY), new Price("logs", "standard", "gb", Unit.GIGABYTES),
                new Usage("DataProcessingIA-Bytes", Usage.ANY),
                        new Price("logs", "infrequent-access", "gb", Unit.GIGABYTES));
    }

    private static String suffix(String usageType) {
        Matcher matcher = WITH_PREFIX.matcher(usageType);
        return matcher.matches() ? matcher.group(1) : usageType;
    }

    private static Price stored(String storageClass) {
        return new Price("s3", storageClass, GB_MONTH, Unit.STORED);
    }

    private static Price requests(String storageClass, String unit) {
        return new Price("s3", storageClass, unit, Unit.REQUESTS);
    }

    private static Price retrieved(String storageClass) {
        return new Price("s3", storageClass, "gb-retrieved", Unit.GIGABYTES);
    }

    private static Price sent(String service, String where) {
        return new Price(service, "transfer-" + where, "gb", Unit.GIGABYTES);
    }

    /** By the first GB of each tier in the list. AWS gives away the first 100 GB a month, which are not in it. */
    private static Map<String, List<Price>> toInternet() {
        return Map.of(
                PriceListQuery.Charge.FIRST,
                toInternetFrom(100),
                "10240",
                toInternetFrom(10_240),
                "51200",
                toInternetFrom(51_200),
                "153600",
                toInternetFrom(153_600));
    }

    private static List<Price> toInternetFrom(int gigabytes) {
        return List.of(sent("ec2", "internet-from-" + gigabytes), sent("s3", "internet-from-" + gigabytes));
    }

    private static Optional<PriceListQuery.Charge> transfer(String region, Map<String, List<Price>> prices) {
        Map<String, List<PriceKey>> keys = new HashMap<>();
        prices.forEach((first, ofTier) ->
                keys.put(first, ofTier.stream().map(price -> price.key(region)).toList()));
        return Optional.of(new PriceListQuery.Charge(
                keys, Unit.GIGABYTES.names, Unit.GIGABYTES.factor, PriceListQuery.Selection.MOST_FREQUENT));
    }

    /**
     * What is charged, in the names of the list.
     *
     * @param type usage type without the code of the region
     * @param operation attribute {@code operation}; empty if the product has none
     */
    record Usage(String type, String operation) {

        /** For usage types that have one price whatever the operation. */
        static final String ANY = "*";

        /** A usage type whose products have no operation. */
        static Usage of(String type) {
            return new Usage(type, "");
        }
    }

    /** A price key without its region, and the unit of its price in the list. */
    record Price(String service, String type, String unit, Unit listed) {

        PriceKey key(String region) {
            return new PriceKey(service, type, region, "", "", unit);
        }

        PriceListQuery.Charge in(String region) {
            return new PriceListQuery.Charge(
                    Map.of(PriceListQuery.Charge.FIRST, List.of(key(region))),
                    listed.names,
                    listed.factor,
                    PriceListQuery.Selection.ONLY);
        }
    }

    /** Which attributes of a product name its region. */
    enum Place {
        /** Services whose products all are in regions. */
        ANY_LOCATION(REGION_CODE, false),
        /** Services with the same products in local zones, whose prices differ. */
        REGIONS_ONLY(REGION_CODE, true),
        SENDERS(FROM_REGION_CODE, false);

        private final String attribute;
        private final boolean regionsOnly;

        Place(String attribute, boolean regionsOnly) {
            this.attribute = attribute;
            this.regionsOnly = regionsOnly;
        }

        boolean isIn(PriceListProduct product, String region) {
            return product.has(attribute, region) && (!regionsOnly || product.has(LOCATION_TYPE, IN_REGION));
        }
    }

    /** Units of the list. */
    enum Unit {
        STORED(BigDecimal.ONE, "GB-Mo", "GB-month"),
        IOPS(BigDecimal.ONE, "IOPS-Mo"),
        /** The list has GiB a second, keys have MiB. */
        THROUGHPUT(new BigDecimal("0.0009765625"), "GiBps-mo"),
        HOURS(BigDecimal.ONE, "Hrs"),
        GIGABYTES(BigDecimal.ONE, "GB"),
        REQUESTS(new BigDecimal(1000), "Requests"),
        OBJECTS(new BigDecimal(1000), "Objects");

        private final BigDecimal factor;
        private final Set<String> names;

        Unit(BigDecimal factor, String... names) {
            this.factor = factor;
            this.names = Set.of(names);
        }
    }
}
