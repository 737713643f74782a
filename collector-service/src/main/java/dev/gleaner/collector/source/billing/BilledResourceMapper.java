package dev.gleaner.collector.source.billing;

import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.contracts.resource.Arn;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Determines the resource of a row. Bills contain an ARN, only an id or name, or nothing. */
final class BilledResourceMapper {

    private static final Pattern EC2_ID =
            Pattern.compile("(i|vol|nat|eipalloc|eni|vpc|vpce|vpn|tgw|cr)-(?:[0-9a-z]{8}|[0-9a-z]{17})");

    /**
     * Resource types of EC2's ARNs ("Actions, resources, and condition keys for Amazon EC2"), by the prefix of their
     * ids.
     */
    private static final Map<String, String> EC2_TYPES = Map.of(
            "i", "instance",
            "vol", "volume",
            "nat", "natgateway",
            "eipalloc", "elastic-ip",
            "eni", "network-interface",
            "vpc", "vpc",
            "vpce", "vpc-endpoint",
            "vpn", "vpn-connection",
            "tgw", "transit-gateway",
            "cr", "capacity-reservation");

    private static final Set<String> S3 = Set.of("AmazonS3", "Amazon Simple Storage Service");
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9._-]{1,254}");
    private static final Pattern ACCOUNT = Pattern.compile("\\d+");
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]*");

    private BilledResourceMapper() {}

    /**
     * The ARN of the resource. A row without a resource is mapped to the account, {@code arn:aws:iam::ACCOUNT:root}; a
     * name of unknown kind to {@code arn:aws:billing:REGION:ACCOUNT:NAME}.
     *
     * @param name as in the bill; empty without one
     */
    static Arn map(BillRow row, String name) throws InvalidInputException {
        String account = account(row);
        if (name.isEmpty()) {
            return new Arn("aws", "iam", "", account, "root");
        }
        String region = region(row);
        return arn(name)
                .or(() -> bucket(row, name))
                .or(() -> ofEc2(region, account, name))
                .orElseGet(() -> new Arn("aws", "billing", region, account, name));
    }

    /** The account that used the resource, which may differ from its owner and from the payer. */
    static String account(BillRow row) throws InvalidInputException {
        return matching(ACCOUNT, row, BillColumn.ACCOUNT, row.require(BillColumn.ACCOUNT));
    }

    /** The account that pays the bill. */
    static String payer(BillRow row) throws InvalidInputException {
        return matching(ACCOUNT, row, BillColumn.PAYER, row.require(BillColumn.PAYER));
    }

    private static String region(BillRow row) throws InvalidInputException {
        return matching(REGION, row, BillColumn.REGION, row.firstOf(BillColumn.REGION));
    }

    private static Optional<Arn> arn(String name) {
        try {
            return name.startsWith("arn:") ? Optional.of(Arn.parse(name)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Arn> bucket(BillRow row, String name) {
        return row.text(BillColumn.SERVICE_CODE)
                .or(() -> row.text(BillColumn.SERVICE_NAME))
                .filter(S3::contains)
                .filter(service -> BUCKET.matcher(name).matches())
                .map(service -> Arn.bucket(name));
    }

    private static Optional<Arn> ofEc2(String region, String account, String name) {
        Matcher matcher = EC2_ID.matcher(name);
        return region.isEmpty() || !matcher.matches()
                ? Optional.empty()
                : Optional.ofNullable(EC2_TYPES.get(matcher.group(1)))
                        .map(type -> new Arn("aws", "ec2", region, account, type + "/" + name));
    }

    private static String matching(Pattern form, BillRow row, BillColumn column, String text)
            throws InvalidInputException {
        if (!form.matcher(text).matches()) {
            throw new InvalidInputException(row.name(column) + " is not of its form");
        }
        return text;
    }
}
