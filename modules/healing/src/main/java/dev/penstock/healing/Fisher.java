package dev.penstock.healing;

/** Fisher's exact test of two shares. */
final class Fisher {
    /** The logarithms of the factorials of the numbers that are tested. */
    private static final double[] LOG_FACTORIALS = logFactorials(Quality.MOST_USUAL + Quality.BLOCK);

    private Fisher() {}

    private static double[] logFactorials(int most) {
        double[] logs = new double[most + 1];
        for (int i = 2; i <= most; i++) {
            logs[i] = logs[i - 1] + Math.log(i);
        }
        return logs;
    }

    /**
     * How probable it is that a block has at least so many bad ones, if all bad ones are spread over it and the others
     * by chance: the upper tail of the hypergeometric distribution.
     *
     * @param others how many there are outside of the block
     * @param othersBad how many of them are bad
     * @param block how many there are in the block; together with the others 2,100 at most
     * @param bad how many of them are bad
     */
    static double tail(int others, int othersBad, int block, int bad) {
        int all = others + block;
        int allBad = othersBad + bad;
        double sum = 0;
        for (int i = bad; i <= Math.min(block, allBad); i++) {
            sum += Math.exp(logChoose(allBad, i) + logChoose(all - allBad, block - i) - logChoose(all, block));
        }
        return sum;
    }

    /** In how many ways some can be chosen; minus infinity if there are not so many. */
    private static double logChoose(int from, int many) {
        return many > from
                ? Double.NEGATIVE_INFINITY
                : LOG_FACTORIALS[from] - LOG_FACTORIALS[many] - LOG_FACTORIALS[from - many];
    }
}
