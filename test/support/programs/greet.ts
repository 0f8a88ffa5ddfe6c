const [, , name] = process.argv

process.stdout.write(`hello ${name}, from ${process.stdout.columns} columns\n`)
