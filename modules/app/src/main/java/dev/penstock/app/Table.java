package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Lines in columns, for people. */
final class Table {
    private static final String NOTHING = "-";

    private final List<List<String>> rows = new ArrayList<>();

    Table(String... titles) {
        rows.add(Arrays.stream(titles)
                .map(title -> title.toUpperCase(Locale.ROOT))
                .toList());
    }

    /** Texts, and JSON values, of which null and what is missing are a dash. */
    Table row(Object... cells) {
        rows.add(Arrays.stream(cells).map(Table::cell).toList());
        return this;
    }

    boolean isEmpty() {
        return rows.size() == 1;
    }

    void print(PrintWriter out) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        rows.forEach(row -> {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            out.println(line.toString().stripTrailing());
        }
    }

    /** Text that others wrote, without what would move a terminal's cursor. */
    static String plain(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ").strip();
    }

    private static String cell(Object cell) {
        String text = cell instanceof JsonNode node
                ? node.isNull() || node.isMissingNode() ? NOTHING : node.asText()
                : cell.toString();
        return text.isEmpty() ? NOTHING : plain(text);
    }
}
