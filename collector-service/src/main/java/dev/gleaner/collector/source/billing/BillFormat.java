package dev.gleaner.collector.source.billing;

import dev.gleaner.collector.source.InvalidInputException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Formats of bills. A file is of the format whose column of billed cost it has. */
enum BillFormat {
    FOCUS,
    CUR;

    /** The format of a file with these columns. */
    static BillFormat of(Collection<String> header) throws InvalidInputException {
        for (BillFormat format : values()) {
            if (header.contains(BillColumn.BILLED.in(format))) {
                return format;
            }
        }
        throw new InvalidInputException("no bill: there is neither a column "
                + Arrays.stream(values()).map(BillColumn.BILLED::in).collect(Collectors.joining(" nor ")));
    }

    /** The columns by their names; throws if the file lacks one without which its charges can't be counted. */
    Map<String, BillColumn> columns(Collection<String> header) throws InvalidInputException {
        Map<String, BillColumn> columns = new HashMap<>();
        for (BillColumn column : BillColumn.values()) {
            String name = column.in(this);
            if (!name.isEmpty() && header.contains(name)) {
                columns.put(name, column);
            } else if (column.isRequiredIn(this)) {
                throw new InvalidInputException("there is no column " + name);
            }
        }
        return columns;
    }
}
