# A line chart, SVG, from lines "LINE X Y", where X counts from 1.
#
#   awk -v heading=TEXT -v below=TEXT -f curve.awk VALUES

{
    if (!($1 in points)) line[++lines] = $1
    points[$1] = points[$1] " " $2 "," $3
    if ($2 > right) right = $2
    if ($3 > top) top = $3
}
function x(n) { return 60 + (right > 1 ? (n - 1) * 420 / (right - 1) : 210) }
function y(n) { return 270 - n * 210 / top }
END {
    print "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"560\" height=\"330\" font-family=\"sans-serif\" font-size=\"13\">"
    print "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>"
    printf "<text x=\"10\" y=\"24\" font-weight=\"bold\">%s</text>\n", heading
    printf "<text x=\"270\" y=\"312\" text-anchor=\"middle\">%s</text>\n", below
    print "<path d=\"M60 50V270H500\" fill=\"none\" stroke=\"black\"/>"
    printf "<text x=\"52\" y=\"%d\" text-anchor=\"end\">%.0f</text><text x=\"52\" y=\"274\" text-anchor=\"end\">0</text>\n", y(top) + 4, top
    for (i = 1; i <= right; i++) printf "<text x=\"%.1f\" y=\"288\" text-anchor=\"middle\">%d</text>\n", x(i), i
    for (l = 1; l <= lines; l++) {
        colour = line[l] ~ /^ours/ ? "#c33" : "#79b"
        n = split(points[line[l]], point, " ")
        path = ""
        for (i = 1; i <= n; i++) {
            split(point[i], at, ",")
            path = path sprintf("%.1f,%.1f ", x(at[1]), y(at[2]))
            printf "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"/>", x(at[1]), y(at[2]), colour
        }
        printf "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>", path, colour
        printf "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>\n", 75 + 70 * l, 46, colour, line[l]
    }
    print "</svg>"
}
