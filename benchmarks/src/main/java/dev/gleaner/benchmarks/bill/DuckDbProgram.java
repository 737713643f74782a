package dev.gleaner.benchmarks.bill;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Sums a bill by DuckDB as the collector does. */
final class DuckDbProgram {

    private DuckDbProgram() {}

    /** Arguments: the folder of the bill, and {@code parquet} or {@code csv}. Prints the lines and the sum of the bill. */
    public static void main(String[] arguments) throws SQLException {
        boolean parquet = arguments[1].equals("parquet");
        Path folder = Path.of(arguments[0]);
        String source = parquet
                ? "read_parquet('" + folder.resolve("*.parquet") + "')"
                : "read_csv('" + folder.resolve("*.csv.gz")
                        + "', header = true, types = {'BillingAccountId': 'VARCHAR',"
                        + " 'SubAccountId': 'VARCHAR', 'BilledCost': 'DECIMAL(38, 10)', 'EffectiveCost': 'DECIMAL(38, 10)',"
                        + " 'ListCost': 'DECIMAL(38, 10)', 'ConsumedQuantity': 'DECIMAL(38, 10)'})";
        String tags = parquet
                ? "Tags['user_team'], Tags['user_project'], Tags['user_environment']"
                : "regexp_extract(Tags, '\"user_team\": \"([^\"]*)\"', 1), regexp_extract(Tags, '\"user_project\": \"([^\"]*)\"', 1),"
                        + " regexp_extract(Tags, '\"user_environment\": \"([^\"]*)\"', 1)";
        String query = """
                SELECT ResourceId, SubAccountId, RegionId, BillingAccountId, BillingPeriodStart, x_ServiceCode, x_UsageType, ChargeCategory,
                  CommitmentDiscountId, CommitmentDiscountStatus, ConsumedUnit, {tags},
                  CASE WHEN ChargePeriodEnd <= date_trunc('day', ChargePeriodStart) + INTERVAL 1 DAY
                    THEN date_trunc('day', ChargePeriodStart) ELSE ChargePeriodStart END,
                  CASE WHEN ChargePeriodEnd <= date_trunc('day', ChargePeriodStart) + INTERVAL 1 DAY
                    THEN date_trunc('day', ChargePeriodStart) + INTERVAL 1 DAY ELSE ChargePeriodEnd END,
                  sum(BilledCost::DECIMAL(38, 10)) AS billed, sum(EffectiveCost::DECIMAL(38, 10)), sum(ListCost::DECIMAL(38, 10)),
                  sum(ConsumedQuantity::DECIMAL(38, 10)), count(*) AS lines
                FROM {source} WHERE ProviderName = 'AWS' AND BillingCurrency = 'USD' GROUP BY ALL
                """.replace("{tags}", tags).replace("{source}", source);
        long lines = 0;
        long charges = 0;
        BigDecimal billed = BigDecimal.ZERO;
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement sql = connection.createStatement();
                ResultSet rows =
                        sql.executeQuery("SELECT count(*), sum(lines)::BIGINT, sum(billed) FROM (" + query + ")")) {
            rows.next();
            charges = rows.getLong(1);
            lines = rows.getLong(2);
            billed = rows.getBigDecimal(3);
        }
        System.out.printf("%,d lines, %,d charges%n", lines, charges);
        System.out.println(lines + " " + billed.toPlainString());
    }
}
