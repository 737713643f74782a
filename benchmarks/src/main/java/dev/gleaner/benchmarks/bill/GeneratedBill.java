package dev.gleaner.benchmarks.bill;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A bill of an organization in FOCUS with AWS's columns: hourly lines of instances, volumes, buckets, gateways and queues over 30 days,
 * with tags, a savings plan and taxes; as Parquet (Snappy, dictionaries) and as CSV (gzip), in several files each, as AWS divides them.
 * The same arguments always give the same lines.
 *
 * @param billed sum in USD
 */
record GeneratedBill(Path folder, long lines, BigDecimal billed) implements AutoCloseable {

    private static final int FILES = 4;
    private static final int HOURS = 720;

    /** Generates a bill in a new temporary folder. */
    static GeneratedBill create(long lines, int resources, long seed) throws IOException, SQLException {
        Path folder = Files.createTempDirectory("bill-benchmark");
        Files.createDirectories(folder.resolve("parquet"));
        Files.createDirectories(folder.resolve("csv"));
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement sql = connection.createStatement()) {
            sql.execute("SET preserve_insertion_order = true");
            for (int file = 0; file < FILES; file++) {
                String rows = rows(lines * file / FILES, lines * (file + 1) / FILES, lines, resources, seed);
                String parquet = folder.resolve("parquet/bill-" + file + ".snappy.parquet")
                        .toString();
                sql.execute("COPY ("
                        + rows.replace(
                                "{tags}",
                                "map(['user_team', 'user_project', 'user_environment', 'Name'],"
                                        + " [team, project, environment, name])")
                        + ") TO '" + parquet + "' (FORMAT parquet, COMPRESSION snappy)");
                String csv = folder.resolve("csv/bill-" + file + ".csv.gz").toString();
                sql.execute("COPY ("
                        + rows.replace(
                                "{tags}",
                                "'{\"user_team\": \"' || team || '\", \"user_project\": \"' || project"
                                        + " || '\", \"user_environment\": \"' || environment || '\", \"Name\": \"' || name || '\"}'")
                        + ") TO '" + csv + "' (FORMAT csv, HEADER, COMPRESSION gzip)");
            }
            try (ResultSet sum = sql.executeQuery(
                    "SELECT sum(BilledCost::DECIMAL(38, 10)) FROM '" + folder.resolve("parquet/*.parquet") + "'")) {
                sum.next();
                return new GeneratedBill(folder, lines, sum.getBigDecimal(1));
            }
        }
    }

    /** Query of some lines; {@code {tags}} is the expression of their tags. */
    private static String rows(long from, long until, long lines, int resources, long seed) {
        return """
                SELECT 'us-east-1a' AS AvailabilityZone,
                  CASE WHEN tax THEN 12.34 WHEN covered THEN 0.0 ELSE cost END AS BilledCost,
                  '999988887777' AS BillingAccountId, 'Organization' AS BillingAccountName, 'USD' AS BillingCurrency,
                  TIMESTAMP '2026-11-01' AS BillingPeriodEnd, TIMESTAMP '2026-10-01' AS BillingPeriodStart,
                  CASE WHEN tax THEN 'Tax' ELSE 'Usage' END AS ChargeCategory, NULL::VARCHAR AS ChargeClass,
                  '$' || price || ' per unit of ' || usage AS ChargeDescription, 'Usage-Based' AS ChargeFrequency,
                  CASE WHEN tax THEN TIMESTAMP '2026-11-01' ELSE start + INTERVAL 1 HOUR END AS ChargePeriodEnd,
                  CASE WHEN tax THEN TIMESTAMP '2026-10-01' ELSE start END AS ChargePeriodStart,
                  CASE WHEN covered THEN 'Spend' END AS CommitmentDiscountCategory,
                  CASE WHEN covered THEN 'arn:aws:savingsplans::999988887777:savingsplan/plan-1' END AS CommitmentDiscountId,
                  CASE WHEN covered THEN 'Used' END AS CommitmentDiscountStatus,
                  CASE WHEN tax THEN NULL ELSE quantity END AS ConsumedQuantity,
                  CASE WHEN tax THEN NULL ELSE unit END AS ConsumedUnit,
                  CASE WHEN covered THEN round(cost * 0.7, 10) ELSE cost END AS ContractedCost,
                  CASE WHEN tax THEN 12.34 WHEN covered THEN round(cost * 0.7, 10) ELSE cost END AS EffectiveCost,
                  'Amazon Web Services, Inc.' AS InvoiceIssuerName, cost AS ListCost, price AS ListUnitPrice,
                  CASE WHEN covered THEN 'Committed' ELSE 'Standard' END AS PricingCategory, quantity AS PricingQuantity,
                  unit AS PricingUnit, 'AWS' AS ProviderName, 'Amazon Web Services, Inc.' AS PublisherName,
                  region AS RegionId, 'Region ' || region AS RegionName,
                  CASE WHEN tax THEN NULL ELSE id END AS ResourceId, NULL::VARCHAR AS ResourceName,
                  NULL::VARCHAR AS ResourceType, category AS ServiceCategory, service AS ServiceName,
                  'SKU' || (resource % 500) AS SkuId, account AS SubAccountId, 'Account ' || account AS SubAccountName,
                  {tags} AS Tags,
                  code AS x_ServiceCode, usage AS x_UsageType, 'RunInstances' AS x_Operation
                FROM (SELECT *,
                    (resource + hour) % 2000 = 7 AND kind = 9 AS tax,
                    kind < 4 AND resource % 3 = 0 AS covered,
                    round(price * quantity, 10) AS cost,
                    TIMESTAMP '2026-10-01' + to_hours(hour::INT) AS start,
                    'team-' || (resource % 40) AS team, 'project-' || (resource % 300) AS project,
                    ['dev', 'test', 'staging', 'production'][(resource % 4 + 1)::INT] AS environment,
                    'host-' || resource AS name
                  FROM (SELECT *,
                      (mixed % 10)::INT AS kind,
                      ['us-east-1', 'us-west-2', 'eu-west-1'][(resource % 3 + 1)::INT] AS region,
                      (100000000000 + resource % 20)::VARCHAR AS account,
                      CASE WHEN kind < 4 THEN 'i-0' || lpad(to_hex(resource), 16, 'a')
                        WHEN kind < 6 THEN 'vol-0' || lpad(to_hex(resource), 16, 'b')
                        WHEN kind = 6 THEN 'bucket-' || resource
                        WHEN kind = 7 THEN 'arn:aws:rds:' || region || ':' || account || ':db:db-' || resource
                        WHEN kind = 8 THEN 'arn:aws:ec2:' || region || ':' || account || ':natgateway/nat-0' || lpad(to_hex(resource), 16, 'c')
                        ELSE 'arn:aws:sqs:' || region || ':' || account || ':queue-' || resource END AS id,
                      CASE WHEN kind < 6 THEN 'AmazonEC2' WHEN kind = 6 THEN 'AmazonS3' WHEN kind = 7 THEN 'AmazonRDS'
                        WHEN kind = 8 THEN 'AmazonVPC' ELSE 'AWSQueueService' END AS code,
                      CASE WHEN kind < 6 THEN 'Amazon Elastic Compute Cloud' WHEN kind = 6 THEN 'Amazon Simple Storage Service'
                        WHEN kind = 7 THEN 'Amazon Relational Database Service' WHEN kind = 8 THEN 'Amazon Virtual Private Cloud'
                        ELSE 'Amazon Simple Queue Service' END AS service,
                      CASE WHEN kind < 6 THEN 'Compute' WHEN kind = 6 THEN 'Storage' ELSE 'Other' END AS category,
                      CASE WHEN kind < 4 THEN 'BoxUsage:g5.' || (resource % 8) || 'xlarge' WHEN kind < 6 THEN 'EBS:VolumeUsage.gp3'
                        WHEN kind = 6 THEN 'Requests-Tier' || (hour % 2 + 1) WHEN kind = 7 THEN 'InstanceUsage:db.r6g.large'
                        WHEN kind = 8 THEN ['NatGateway-Hours', 'NatGateway-Bytes'][(hour % 2 + 1)::INT]
                        ELSE 'Requests-RBP' END AS usage,
                      CASE WHEN kind IN (4, 5) THEN 'GB-Mo' WHEN kind IN (6, 9) THEN 'Requests' ELSE 'Hrs' END AS unit,
                      CASE WHEN kind < 4 THEN 1.0 WHEN kind < 8 THEN round((hash(i, {seed}) % 1000000) / 10000.0, 4)
                        ELSE ((hash(i, {seed}) % 5000))::DOUBLE END AS quantity,
                      CASE WHEN kind < 4 THEN round(0.5 + (resource % 8) * 0.253, 4) WHEN kind < 6 THEN 0.0001096 ELSE 0.0000004 END AS price
                    FROM (SELECT i, (i % {resources}) AS resource, hash(i % {resources}, {seed}) AS mixed,
                        ((i // {resources}) * {hours} // {rounds}) AS hour
                      FROM range({from}, {until}) AS lines(i))))
                """.replace("{seed}", Long.toString(seed))
                .replace("{resources}", Integer.toString(resources))
                .replace("{hours}", Integer.toString(HOURS))
                .replace("{rounds}", Long.toString(Math.max(1, (lines + resources - 1) / resources)))
                .replace("{from}", Long.toString(from))
                .replace("{until}", Long.toString(until));
    }

    /** Size of the files of a format, in bytes. */
    long bytes(String format) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(format))) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    /** Deletes the files. */
    @Override
    public void close() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
