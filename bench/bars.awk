# A bar chart, SVG, from lines "VALUE TITLE", in their order.
#
#   awk -v heading=TEXT -f bars.awk VALUES

{
    value[NR] = $1
    if ($1 > most) most = $1
    sub(/^[^ ]+ /, "")
    title[NR] = $0
}
END {
    left = 250; full = 420; pitch = 26
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"13\">\n", \
        left + full + 70, NR * pitch + 50
    print "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>"
    printf "<text x=\"10\" y=\"24\" font-weight=\"bold\">%s</text>\n", heading
    for (i = 1; i <= NR; i++) {
        y = 14 + i * pitch
        printf "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>", left - 8, y + 14, title[i]
        printf "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>", \
            left, y, full * value[i] / most, pitch - 7, title[i] ~ /^ours/ ? "#c33" : "#79b"
        printf "<text x=\"%.1f\" y=\"%d\">%.0f</text>\n", left + full * value[i] / most + 6, y + 14, value[i]
    }
    print "</svg>"
}
