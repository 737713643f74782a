package dev.gleaner.analyzer.spend;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How bills are divided into categories, teams and services. */
@ConfigMapping(prefix = "analyzer.spend")
public interface SpendConfig {

    /**
     * CSV file that assigns charges to categories. Without it the table of the analyzer is used, {@code bill-categories.csv} in its jar,
     * whose header explains the columns.
     */
    Optional<Path> categories();

    /**
     * Months of which bills are computed anew when owners or findings change, back from the newest bill. Charges of older bills are deleted
     * once they have been added up; what was published of them stays, and another statement of one of them is added up once more. Predictions are counted for as many months.
     */
    @WithDefault("14")
    int months();

    /**
     * How often predictions are counted and changed bills are computed anew; bills less often if they take long to compute. The rules
     * about the spend are evaluated five seconds after the sums of all partitions had the time to arrive.
     */
    @WithDefault("PT20S")
    Duration interval();

    /** Key of the tag that names what serves predictions. Resources without it count for the service with the name of their project. */
    @WithDefault("service")
    String serviceTag();
}
