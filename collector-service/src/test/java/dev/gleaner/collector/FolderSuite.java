package dev.gleaner.collector;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The integration tests of {@link Folders}: in one process they start one application. */
@Suite
@SelectPackages("dev.gleaner.collector")
@IncludeClassNamePatterns(FolderSuite.PATTERN)
class FolderSuite {

    static final String PATTERN =
            ".*\\.(AccessLog|Activity|Billing|CatchUp|NvidiaSmiProcessSource|Dcgm|Firehose|FlowLog"
                    + "|Folder|GetMetricData|Gpu|GpuAgent|InstanceHistory|InventoryFolder|Lookup|PastEvent|Predictions)IT";
}
